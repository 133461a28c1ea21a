import { callChat, openaiAt, type Call } from './call.ts'

export interface Traffic {
  /** The finished calls, in the order of their ends. */
  readonly calls: readonly Call[]
  /** Stops sending and waits for the calls in progress. */
  readonly stop: () => Promise<void>
}

/** Sends calls at a constant rate (open loop): a call does not wait for the answers of earlier ones. */
export function startTraffic(url: string, callsPerSecond: number): Traffic {
  const client = openaiAt(url)
  const calls: Call[] = []
  const inProgress = new Set<Promise<void>>()
  const send = () => {
    const call = callChat(client).then((done) => {
      calls.push(done)
      inProgress.delete(call)
    })
    inProgress.add(call)
  }
  const timer = setInterval(send, 1000 / callsPerSecond)
  return {
    calls,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(inProgress)
    },
  }
}
