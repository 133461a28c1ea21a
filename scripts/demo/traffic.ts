import { callChat, openaiAt, type Call } from './call.ts'

export interface Traffic {
  /** The calls that have ended, in the order of their ends. */
  readonly calls: readonly Call[]
  /** Sends no more and waits for those under way. */
  readonly stop: () => Promise<void>
}

/** Sends calls at a steady pace, whether or not earlier ones have been answered: clients do not wait for each other. */
export function startTraffic(url: string, callsPerSecond: number): Traffic {
  const client = openaiAt(url)
  const calls: Call[] = []
  const underWay = new Set<Promise<void>>()
  const send = () => {
    const call = callChat(client).then((ended) => {
      calls.push(ended)
      underWay.delete(call)
    })
    underWay.add(call)
  }
  const timer = setInterval(send, 1000 / callsPerSecond)
  return {
    calls,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}
