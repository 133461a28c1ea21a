/** A kind of call and the size of its bursts. */
export interface Scenario {
  readonly name: 'small' | '64k' | 'sse' | 'chunks'
  readonly title: string
  /** Calls and connections of a burst that keeps the target busy. */
  readonly calls: number
  readonly connections: number
  /** Sequential calls that measure latency without queueing; 0 when the origin sets the pace. */
  readonly loneCalls: number
}

export const EVENTS = 200
export const EVENT_EVERY_MS = 10

export const scenarios: readonly Scenario[] = [
  { name: 'small', title: 'small JSON (428 B)', calls: 2_000, connections: 16, loneCalls: 200 },
  { name: '64k', title: '64 KiB JSON', calls: 800, connections: 16, loneCalls: 100 },
  {
    name: 'sse',
    title: `SSE, ${EVENTS} events, one every ${EVENT_EVERY_MS} ms`,
    calls: 32,
    connections: 32,
    loneCalls: 0,
  },
  {
    name: 'chunks',
    title: `audio in fine chunks, ${EVENTS} pieces, one every ${EVENT_EVERY_MS} ms`,
    calls: 32,
    connections: 32,
    loneCalls: 0,
  },
]

/** Returns the body of a request. The origin selects its answer by the model name. */
export function requestBodyOf({ name }: Scenario): string {
  return JSON.stringify({
    model: `bench-${name}`,
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: 'Say hello to the world in a few words, please.' },
    ],
    temperature: 0.2,
    stream: name === 'sse',
  })
}
