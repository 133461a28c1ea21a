import { startStack, type Stack, type StackOptions } from './stack.ts'

const LOOK_MS = 200

/**
 * Starts a stack, runs `use` on it and waits for Ctrl-C. Gives back the exit code: 0 when a person stopped it, 1 when
 * `use` failed or one of the processes ended by itself. No process is left in either case.
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
 * Resolves at the first request to stop. The handlers stay: a second Ctrl-C must not cut the stopping short. A SIGTERM
 * that npm gets ends its shell, and only that: under npm, a parent that has gone is the request.
 */
export function signalled(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(undefined))
    }
    if (process.env['npm_lifecycle_event'] === undefined) return
    const parent = process.ppid
    const look = () => {
      if (process.ppid !== parent) resolve(undefined)
    }
    setInterval(look, LOOK_MS).unref()
  })
}
