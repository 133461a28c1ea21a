import { CommanderError } from 'commander'
import { exitCodeOf } from './codes.ts'
import { program } from './program.ts'
import type { Tell } from './run-command.ts'

/** Runs a command of `bluegreen`, prints its result, and returns its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const tell: Tell = (outcome, json) => {
    if (outcome.ok) {
      const { text, json: document, partial } = outcome.value
      if (json) console.log(JSON.stringify(document, null, 2))
      else if (text !== '') console.log(text)
      if (partial !== undefined) exitCode = exitCodeOf[partial]
      return
    }
    const { kind, code, message, hint } = outcome.refusal
    exitCode = exitCodeOf[kind]
    if (json) console.log(JSON.stringify({ error: { code, message, hint } }, null, 2))
    console.error([message, ...(hint === undefined ? [] : [hint])].join('\n'))
  }
  try {
    await program(tell).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : exitCodeOf.usage
  }
}
