/** Exit codes of the scripts in this folder. */
export const exitCodes = { stopped: 0, failed: 1, usage: 2, gaveUp: 3 } as const

/** A failure that the operator can remove. The message says what is wrong and what to do. */
export class ServeError extends Error {
  override readonly name: string = 'ServeError'
}

/** Arguments that cannot be read. */
export class UsageError extends ServeError {
  override readonly name = 'UsageError'
}

/** Returns the code of an error of the operating system, such as `EADDRINUSE`. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Prints what ended a script, and returns its exit code. Anything but a `ServeError` is a bug: it is thrown again. */
export function reportFailure(error: unknown, usage: string): number {
  if (!(error instanceof ServeError)) throw error
  console.error(error.message)
  if (!(error instanceof UsageError)) return exitCodes.failed
  console.error(`\n${usage}`)
  return exitCodes.usage
}
