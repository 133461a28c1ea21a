import { Agent, request } from 'undici'

/** How a call is made. */
export interface CallShape {
  readonly stream: boolean
  readonly maxTokens: number
  /** The client leaves after this long, in milliseconds. */
  readonly giveUpMs?: number
}

/** One call as its client saw it. Times are in milliseconds since 1970. */
export interface SeenCall {
  readonly startedAt: number
  /** The whole answer has come. False while the call is in progress. */
  isWhole: boolean
}

/** Calls at a steady rate, spread over isolates. */
export interface Load {
  /** Calls that started since the load began. */
  readonly seen: readonly SeenCall[]
  /** Starts no more calls, and leaves those that are in progress. */
  readonly stop: () => void
}

/** Sends calls of one caller at a steady rate, whether or not earlier ones have been answered. */
export function startLoad(urls: readonly string[], callsPerSecond: number, shape: CallShape): Load {
  const agent = new Agent({ connections: 512 })
  const leaving = new AbortController()
  const seen: SeenCall[] = []
  let sent = 0
  const timer = setInterval(() => {
    const url = urls[sent++ % urls.length] ?? ''
    const call = { startedAt: Date.now(), isWhole: false }
    seen.push(call)
    void isAnswered(agent, url, 'gateway', shape, leaving.signal).then((isWhole) => {
      call.isWhole = isWhole
    })
  }, 1000 / callsPerSecond)
  return {
    seen,
    stop: () => {
      clearInterval(timer)
      leaving.abort()
      void agent.destroy()
    },
  }
}

/** Sends one call and reads its answer to the end; false when no whole answer came. */
export async function isAnswered(
  agent: Agent,
  url: string,
  caller: string,
  { stream, maxTokens, giveUpMs }: CallShape,
  leaving: AbortSignal
): Promise<boolean> {
  const body = JSON.stringify({
    model: 'tiny-gpt',
    prompt: 'In the',
    max_tokens: maxTokens,
    stream,
  })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${caller}` }
  const deadline = giveUpMs === undefined ? [] : [AbortSignal.timeout(giveUpMs)]
  const signal = AbortSignal.any([leaving, ...deadline])
  const times = { headersTimeout: 0, bodyTimeout: 0 }
  try {
    const init = { method: 'POST', headers, body, dispatcher: agent, signal, ...times } as const
    const response = await request(`${url}/chat/v1/completions`, init)
    await response.body.arrayBuffer()
    return response.statusCode < 400
  } catch {
    // Refused, cut off or given up: the client has no whole answer, and that is what is counted.
    return false
  }
}
