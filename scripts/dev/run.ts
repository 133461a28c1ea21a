import { startStack, type Stack, type StackOptions } from './stack.ts'

const POLL_MS = 200

/**
 * Starts a stack, runs `use` on it and waits for Ctrl-C. Returns the exit code: 0 after a stop
 * request, 1 when `use` failed or a process ended unexpectedly. Stops all processes in either case.
 */
export async function runUntilStopped(
  options: StackOptions,
  use: (stack: Stack) => Promise<void>
): Promise<0 | 1> {
  const stopped = signalled()
  const stack = await startStack(options)
  const failed = use(stack).then(
    () => new Promise<never>(() => {}),
    (error: unknown) => (error instanceof Error ? error.message : String(error))
  )
  const failure = await Promise.race([stopped, stack.crashed, failed])
  console.log(failure === undefined ? '\nStopping …' : `\n${failure}\nStopping the rest …`)
  await stack.stop()
  return failure === undefined ? 0 : 1
}

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
