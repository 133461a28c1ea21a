import { chatRequest, type ChatRequest, type ChatClient, type Connect } from './chat-client.ts'
import { failureOf, comparable } from './comparable.ts'
import { routerFieldOf } from '../router-field.ts'

/** The result of a call of an SDK, and the HTTP answers behind it. */
export interface Observation {
  /** The parts that the SDK returned, in order, up to the abort. */
  readonly parts: readonly unknown[]
  /** The class of the thrown error, and its readable properties. */
  readonly thrown: string | undefined
  readonly failure: unknown
  /** Status, selected headers and the router's error code of each HTTP answer. */
  readonly answers: readonly unknown[]
}

/** A call, and its abort: through `controller`, or after `abortAfter` parts. */
export interface Call {
  readonly mode: keyof ChatClient
  readonly request?: ChatRequest
  readonly controller?: AbortController
  readonly abortAfter?: number
}

/** Makes a call and records it to its end. Does not throw. */
export type Observe = (call: Call) => Promise<Observation>

/** Sets up an SDK for the model at `url`, once for all calls. */
export function observed(connect: Connect, url: string): Observe {
  const answers: object[] = []
  const client = connect(url, async (input, init) => {
    const response = await fetch(input, init)
    answers.push(answerOf(response))
    return response
  })
  return async ({
    mode,
    request = chatRequest(),
    controller = new AbortController(),
    abortAfter,
  }) => {
    const parts: unknown[] = []
    let error: unknown
    try {
      for await (const part of client[mode](request, controller.signal)) {
        if (!controller.signal.aborted) parts.push(comparable(part, url))
        if (parts.length === abortAfter) controller.abort()
      }
    } catch (caught) {
      error = caught
    }
    return {
      parts,
      thrown: error?.constructor.name,
      failure: error === undefined ? undefined : comparable(failureOf(error), url),
      answers: answers.splice(0).map((answer) => comparable(answer, url)),
    }
  }
}

const comparedHeaders = [
  'content-type',
  'retry-after',
  'x-should-retry',
  'x-request-id',
  'request-id',
]

function answerOf(response: Response): object {
  const { status, headers } = response
  return {
    status,
    routerError: routerFieldOf(response)?.error,
    ...Object.fromEntries(comparedHeaders.map((name) => [name, headers.get(name) ?? undefined])),
  }
}
