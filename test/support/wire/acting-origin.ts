import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { portOf } from './listening.ts'

/** Answers one call of a model; `attempt` counts its calls from 1. */
export type Act = (response: ServerResponse, attempt: number) => unknown

/** An origin that answers each model as a test has laid down. */
export interface ActingOrigin {
  /** Base URL for the calls of a model. */
  readonly urlOf: (model: string) => string
  readonly setAct: (model: string, act: Act) => void
  /** Returns the number of a model's calls so far. */
  readonly attempts: (model: string) => number
  readonly stop: () => Promise<void>
}

/** Starts an origin. The first path segment is the model; readiness probes are answered with 200. */
export async function startActingOrigin(): Promise<ActingOrigin> {
  const acts = new Map<string, Act>()
  const attempts = new Map<string, number>()
  const server = createServer((request, response) => {
    const [, model = ''] = (request.url ?? '').split('/')
    request.resume()
    if (request.url?.endsWith('/v2/health/ready') === true) {
      response.end()
      return
    }
    const attempt = (attempts.get(model) ?? 0) + 1
    attempts.set(model, attempt)
    request.once('end', () => acts.get(model)?.(response, attempt))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    urlOf: (model) => `http://127.0.0.1:${portOf(server)}/${model}`,
    setAct: (model, act) => acts.set(model, act),
    attempts: (model) => attempts.get(model) ?? 0,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
