import { signalled } from './signalled.ts'
import { startStack, type Stack, type StackOptions } from './stack.ts'

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
