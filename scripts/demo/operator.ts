import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodeOf, type FailureKind } from '../cli/codes.ts'
import { runCommandLine } from '../cli/command-line.ts'

/** Types commands of `bluegreen` and reads what they print. */
export interface Operator {
  /** Runs a command that must succeed. */
  readonly runs: (...args: readonly string[]) => Promise<void>
  /** Runs a command that must fail in this way. */
  readonly fails: (kind: FailureKind, ...args: readonly string[]) => Promise<void>
}

/** The golden requests, as the command line takes them from the current folder. */
export const suite = relative('', fileURLToPath(new URL('golden.json', import.meta.url)))

/**
 * Returns an operator of the local router at `url`. Its commands run in this process; the printed
 * lines leave out the options that name the router and the author.
 */
export function operatorAt(url: string, by: string): Operator {
  const run = async (args: readonly string[], expected: number) => {
    console.log(`\n$ bluegreen ${args.map(quoted).join(' ')}`)
    checkExit(args, await runCommandLine([...args, '--router', url, '--by', by]), expected)
  }
  return {
    runs: (...args) => run(args, 0),
    fails: (kind, ...args) => run(args, exitCodeOf[kind]),
  }
}

function checkExit(args: readonly string[], exitCode: number, expected: number): void {
  if (exitCode === expected) return
  throw new Error(`bluegreen ${args[0]} ended with ${exitCode}; ${expected} was expected.`)
}

function quoted(text: string): string {
  return text.includes(' ') ? `"${text}"` : text
}
