import { Agent, request } from 'undici'
import { ROUTER_FIELD } from '../../../src/core/outcomes/router-field.ts'
import { readRouterField } from '../../dev/router-field.ts'

/** One call as seen by its client. Times are in milliseconds since 1970. */
export interface TimedCall {
  readonly isolate: number
  readonly startedAt: number
  readonly endedAt: number
  /** Undefined when no answer came. */
  readonly status: number | undefined
  /** The revision that the isolate followed. */
  readonly revision: number
  /** The live color failed the call and the other one answered it. */
  readonly isFailedOver: boolean
}

/** Constant load on each isolate. The starts are spread over one interval so that isolates do not act in phase. */
export interface Traffic {
  /** Returns the calls since the last `take` and forgets them. */
  readonly take: () => readonly TimedCall[]
  readonly stop: () => Promise<void>
}

const body = JSON.stringify({ model: 'tiny-gpt', prompt: 'In the', max_tokens: 1 })
const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }

/** Sends a call to each isolate every `paceMs` milliseconds, without waiting for earlier answers. */
export function startTraffic(urls: readonly string[], paceMs: number): Traffic {
  const agent = new Agent({ connections: 16 })
  const inProgress = new Set<Promise<void>>()
  let calls: TimedCall[] = []
  const send = (isolate: number, url: string) => {
    const call = callOnce(agent, isolate, url).then((one) => {
      calls.push(one)
      inProgress.delete(call)
    })
    inProgress.add(call)
  }
  const timers: NodeJS.Timeout[] = []
  for (const [isolate, url] of urls.entries()) {
    const begin = () => timers.push(setInterval(() => send(isolate, url), paceMs))
    timers.push(setTimeout(begin, (paceMs * isolate) / urls.length))
  }
  return {
    take: () => {
      const taken = calls
      calls = []
      return taken
    },
    stop: async () => {
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(inProgress)
      await agent.close()
    },
  }
}

async function callOnce(dispatcher: Agent, isolate: number, url: string): Promise<TimedCall> {
  const startedAt = Date.now()
  try {
    const init = { method: 'POST', headers, body, dispatcher } as const
    const response = await request(`${url}/chat/v1/completions`, init)
    await response.body.dump()
    const field = readRouterField(response.headers[ROUTER_FIELD]?.toString())
    const revision = field?.revision ?? 0
    const isFailedOver = field?.failedOverFrom !== undefined
    const { statusCode: status } = response
    return { isolate, startedAt, endedAt: Date.now(), status, revision, isFailedOver }
  } catch {
    // The connection was refused or broke: the client has no answer.
    const failed = { status: undefined, revision: 0, isFailedOver: false }
    return { isolate, startedAt, endedAt: Date.now(), ...failed }
  }
}
