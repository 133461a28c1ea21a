import { CommanderError } from 'commander'
import { exitCodeOf } from './codes.ts'
import { program } from './program.ts'
import type { Tell } from './run-command.ts'
import { print, printExactly, printFailure, printUnbroken } from './screen/print.ts'
import { safeJson } from './screen/safe-text.ts'

/** Runs a command of `bluegreen`, prints its result, and returns its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const tell: Tell = (outcome, json) => {
    if (outcome.ok) {
      const { text, json: document, partial, isExact = false } = outcome.value
      if (json && document !== undefined) printExactly(safeJson(document, 2))
      else if (!json && text !== '') (isExact ? printUnbroken : print)(text)
      if (partial !== undefined) exitCode = exitCodeOf[partial]
      return
    }
    const { kind, code, message, hint } = outcome.refusal
    exitCode = exitCodeOf[kind]
    if (json) printExactly(safeJson({ error: { code, message, hint } }, 2))
    printFailure(message, hint)
  }
  try {
    await program(tell).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : exitCodeOf.usage
  }
}
