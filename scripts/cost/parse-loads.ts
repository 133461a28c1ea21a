import { parseArgs } from 'node:util'
import { DEFAULT_RATES, loadOf } from './loads.ts'
import type { Load } from './usage.ts'

/** The options that replace an assumption. */
const keyOf: Readonly<Record<string, keyof Load>> = {
  isolates: 'isolates',
  'isolate-hours': 'isolateHours',
  collectors: 'collectors',
  rollouts: 'rolloutsPerMonth',
  'bake-seconds': 'bakeSeconds',
  'cpu-ms': 'cpuMsPerCall',
  'log-share': 'logShare',
}

const single = Object.fromEntries(
  ['models', ...Object.keys(keyOf)].map((name) => [name, { type: 'string' } as const])
)

/** Returns the loads of the command line, at least one. Throws for what is not a number. */
export function parseLoads(args: readonly string[]): {
  readonly loads: readonly Load[]
  readonly models: number
} {
  const rate = { 'calls-per-second': { type: 'string', multiple: true } } as const
  const { values } = parseArgs({ args: [...args], options: { ...rate, ...single } })
  const numbers = Object.entries(values).flatMap(([option, value]) =>
    typeof value === 'string' ? [[option, numberOf(option, value)] as const] : []
  )
  const { models = 1, ...others } = Object.fromEntries(numbers)
  const given = Object.entries(others).map(([option, value]) => [keyOf[option], value])
  const rates = values['calls-per-second']?.map((text) => numberOf('calls-per-second', text))
  return {
    loads: (rates ?? DEFAULT_RATES).map((calls) => loadOf(calls, Object.fromEntries(given))),
    models,
  }
}

function numberOf(option: string, text: string): number {
  const value = Number(text)
  const least = mayBeZero.has(option) ? 0 : Number.MIN_VALUE
  if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value
  throw new Error(`--${option}: expected a number${least === 0 ? '' : ' above 0'}, not "${text}"`)
}

const mayBeZero: ReadonlySet<string> = new Set(['collectors', 'rollouts', 'cpu-ms', 'log-share'])
