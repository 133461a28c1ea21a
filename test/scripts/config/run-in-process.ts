import { program } from '../../../scripts/cli/program.ts'
import type { Tell } from '../../../scripts/cli/run-command.ts'

type Outcome = Parameters<Tell>[0]

/** Runs a command of `bluegreen` in this process. */
export async function bluegreen(...args: readonly string[]): Promise<Outcome> {
  const outcomes: Outcome[] = []
  const command = program((outcome) => outcomes.push(outcome))
  await command.parseAsync(args, { from: 'user' })
  const [outcome] = outcomes
  if (outcome === undefined) throw new Error('the command said nothing')
  return outcome
}

/** Returns what a command prints for people. */
export function textOf(outcome: Outcome): string {
  return outcome.ok ? outcome.value.text : outcome.refusal.message
}
