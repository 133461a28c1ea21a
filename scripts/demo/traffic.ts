import { once, EventEmitter } from 'node:events'
import { callChat, openaiAt, type Call } from './call.ts'

export interface Traffic {
  /** The finished calls, in the order of their ends. */
  readonly calls: readonly Call[]
  /** Waits until so many more calls have ended. */
  readonly more: (count: number) => Promise<void>
  /** Stops sending and waits for the calls in progress. */
  readonly stop: () => Promise<void>
}

/** Sends calls at a constant rate (open loop): a call does not wait for the answers of earlier ones. */
export function startTraffic(url: string, callsPerSecond: number): Traffic {
  const client = openaiAt(url)
  const calls: Call[] = []
  const ends = new EventEmitter()
  const inProgress = new Set<Promise<void>>()
  const send = () => {
    const call = callChat(client).then((done) => {
      calls.push(done)
      inProgress.delete(call)
      ends.emit('end')
    })
    inProgress.add(call)
  }
  const timer = setInterval(send, 1000 / callsPerSecond)
  return {
    calls,
    more: async (count) => {
      const wanted = calls.length + count
      while (calls.length < wanted) await once(ends, 'end')
    },
    stop: async () => {
      clearInterval(timer)
      await Promise.all(inProgress)
    },
  }
}
