/** Clients that call one after another until they are stopped. */
export interface Clients {
  readonly answered: () => number
  readonly failed: () => number
  readonly stop: () => Promise<void>
}

/** Starts some clients, each with a key of its own. A call that fails is followed by the next. */
export function startClients(url: string, count: number, pauseMs: number): Clients {
  const counts = { answered: 0, failed: 0 }
  const stopping = new AbortController()
  const client = async (key: string): Promise<void> => {
    const init = { method: 'POST', body: '{"prompt":"x"}', headers: { authorization: key } }
    while (!stopping.signal.aborted) {
      try {
        const response = await fetch(url, init)
        await response.text()
        if (response.ok) counts.answered++
        else counts.failed++
      } catch {
        // The router was killed under the call.
        counts.failed++
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  const all = Array.from({ length: count }, (_, index) => client(`Bearer caller-${index}`))
  return {
    answered: () => counts.answered,
    failed: () => counts.failed,
    stop: async () => {
      stopping.abort()
      await Promise.all(all)
    },
  }
}
