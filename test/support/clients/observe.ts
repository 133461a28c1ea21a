import { asking, type Asked, type ChatClient, type Connect } from './chat-client.ts'
import { failureOf, steadyLoad } from './load.ts'
import { routerFieldOf } from '../router-field.ts'

/** What the user of an SDK sees of a call, and the answers that it was made of. */
export interface Seen {
  /** What the SDK gave, in order, up to where its user gave up. */
  readonly parts: readonly unknown[]
  /** The class of what it threw at last, and all that can be read of it. */
  readonly thrown: string | undefined
  readonly failure: unknown
  /** Status, telling headers and the router's error code of each answer that the SDK got. */
  readonly answers: readonly unknown[]
}

/** A call, and when its user gives up: by `left`, or after so many parts. */
export interface Call {
  readonly manner: keyof ChatClient
  readonly asked?: Asked
  readonly left?: AbortController
  readonly leaveAfter?: number
}

/** Makes a call and sees it to its end, however that is. */
export type See = (call: Call) => Promise<Seen>

/** Sets up an SDK, once for all calls, for the model at `url`. */
export function observed(connect: Connect, url: string): See {
  const answers: object[] = []
  const client = connect(url, async (input, init) => {
    const response = await fetch(input, init)
    answers.push(tellingOf(response))
    return response
  })
  return async ({ manner, asked = asking(), left = new AbortController(), leaveAfter }) => {
    const parts: unknown[] = []
    let error: unknown
    try {
      for await (const part of client[manner](asked, left.signal)) {
        if (!left.signal.aborted) parts.push(steadyLoad(part, url))
        if (parts.length === leaveAfter) left.abort()
      }
    } catch (caught) {
      error = caught
    }
    return {
      parts,
      thrown: error?.constructor.name,
      failure: error === undefined ? undefined : steadyLoad(failureOf(error), url),
      answers: answers.splice(0).map((answer) => steadyLoad(answer, url)),
    }
  }
}

const tellingHeaders = [
  'content-type',
  'retry-after',
  'x-should-retry',
  'x-request-id',
  'request-id',
]

function tellingOf(response: Response): object {
  const { status, headers } = response
  return {
    status,
    routerError: routerFieldOf(response)?.error,
    ...Object.fromEntries(tellingHeaders.map((name) => [name, headers.get(name) ?? undefined])),
  }
}
