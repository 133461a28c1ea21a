import { parseArgs } from 'node:util'
import { scenarios, type Scenario } from './scenarios.ts'

/** The scenarios, the targets and the effort of a run. */
export interface Options {
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  /** Factor on the number of calls of each burst. */
  readonly scale: number
  readonly json: boolean
  /** Whether to measure the floor Worker with one router duty added at a time, instead of the other gateways. */
  readonly parts: boolean
  /** Whether to measure the router with and without copies of calls, instead of the other gateways. */
  readonly shadow: boolean
}

const USAGE =
  'usage: npm run bench -- [--quick] [--only small,64k,sse,chunks] [--rounds N] [--parts | --shadow] [--json]'

/** Parses the command line. Throws an error with the usage when it is invalid. */
export function parseOptions(args: readonly string[]): Options {
  const { quick, only, rounds, parts, shadow, json } = read(args)
  const count = rounds === undefined ? (quick ? 3 : 9) : Number(rounds)
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--rounds must be a positive integer, not "${rounds}"\n${USAGE}`)
  return {
    scenarios: scenariosIn(only),
    rounds: count,
    scale: quick ? 0.5 : 1,
    parts,
    shadow,
    json,
  }
}

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      parts: { type: 'boolean', default: false },
      shadow: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  return values
}

function scenariosIn(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios
  return only.split(',').map((name) => {
    const scenario = scenarios.find((candidate) => candidate.name === name)
    if (scenario === undefined) throw new Error(`unknown scenario "${name}"\n${USAGE}`)
    return scenario
  })
}
