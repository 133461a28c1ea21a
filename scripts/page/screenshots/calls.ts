const completion: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    model: 'tiny-gpt',
    messages: [{ role: 'user', content: 'In the beginning' }],
    max_tokens: 8,
  }),
}

/** Calls to a path at a rate. */
interface Load {
  readonly path: string
  readonly callsPerSecond: number
  readonly init: RequestInit
}

const loads: readonly Load[] = [
  { path: '/vad/v2/models/silero-vad', callsPerSecond: 25, init: {} },
  { path: '/vad-mobile/v2/models/silero-vad', callsPerSecond: 8, init: {} },
  { path: '/vad-batch/v2/models/silero-vad', callsPerSecond: 3, init: {} },
  { path: '/chat/v1/chat/completions', callsPerSecond: 4, init: completion },
]

/** Number of clients, each with a key of its own. */
const CLIENTS = 6

/** Starts calls to all models. Returns what stops them, and waits for those in progress. */
export function startCalls(url: string): () => Promise<void> {
  const inProgress = new Set<Promise<unknown>>()
  let count = 0
  const timers = loads.map(({ path, callsPerSecond, init }) =>
    setInterval(() => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer client-${count++ % CLIENTS}`)
      const call = fetch(`${url}${path}`, { ...init, headers })
        .then((response) => response.text())
        // A failed call is what the pictures are about.
        .catch(() => undefined)
        .finally(() => inProgress.delete(call))
      inProgress.add(call)
    }, 1000 / callsPerSecond)
  )
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(inProgress)
  }
}
