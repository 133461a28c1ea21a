import { parseArgs } from 'node:util'
import { scenarios, type Scenario } from './scenarios.ts'

/** What to measure, and how thoroughly. */
export interface Options {
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  /** Share of the calls of a full burst. */
  readonly scale: number
  readonly json: boolean
  /** Whether the floor with one duty of a router more is measured, duty by duty, instead of the peers. */
  readonly parts: boolean
}

const USAGE =
  'usage: npm run bench -- [--quick] [--only small,64k,sse] [--rounds N] [--parts] [--json]'

/** Reads the command line. Throws with the usage when it does not understand. */
export function parseOptions(args: readonly string[]): Options {
  const { quick, only, rounds, parts, json } = read(args)
  const count = rounds === undefined ? (quick ? 3 : 9) : Number(rounds)
  if (!Number.isInteger(count) || count < 1) throw new Error(`--rounds ${rounds}\n${USAGE}`)
  return { scenarios: chosen(only), rounds: count, scale: quick ? 0.5 : 1, parts, json }
}

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      parts: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  return values
}

function chosen(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios
  return only.split(',').map((name) => {
    const scenario = scenarios.find((candidate) => candidate.name === name)
    if (scenario === undefined) throw new Error(`there is no scenario "${name}"\n${USAGE}`)
    return scenario
  })
}
