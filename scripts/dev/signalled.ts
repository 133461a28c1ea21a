const POLL_MS = 200

/**
 * Resolves at the first stop request: a signal or, under npm, the end of the parent process. The
 * signal handlers stay installed, so that a second Ctrl-C does not interrupt the shutdown. Under npm
 * a lost parent is a stop request: the wrapper was killed and could not pass a signal on.
 */
export function signalled(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(undefined))
    }
    if (process.env['npm_lifecycle_event'] === undefined) return
    const parent = process.ppid
    const checkParent = () => {
      if (process.ppid !== parent) resolve(undefined)
    }
    setInterval(checkParent, POLL_MS).unref()
  })
}
