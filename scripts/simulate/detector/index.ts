import { parseArgs } from 'node:util'
import { betterThanOurs, compare, falseTable, faultTable } from './compare.ts'
import { delayByRateTable, delayTable } from './delay.ts'
import { promiseTable, yearsTable } from './false-alarms.ts'
import { acceptanceTable } from './acceptance.ts'
import { faults, healthy } from './scenarios.ts'
import { percent, short } from './table.ts'

const usage = `Usage: npm run simulate -- [--quick] [--scenario <part of its name>]

Measures the detector: its delay against the limit, its false alarms against its promise, and itself against the rules
of other systems on the same traces. Seeded: the same numbers each time. Ends with 1 when a claim does not hold.

  --quick      fewer runs, under a minute
  --scenario   only the comparison with others, in scenarios such as 'hard down'
  --help       this text`

/** How much is drawn: enough for the README, or enough for a first impression. */
const sizes = {
  whole: {
    delays: 400,
    byRate: 100,
    alarms: 30,
    passes: 400,
    promises: [1_000, 10_000, 100_000],
    years: 10,
    traces: 12,
  },
  quick: {
    delays: 40,
    byRate: 20,
    alarms: 10,
    passes: 50,
    promises: [1_000, 10_000],
    years: 0.3,
    traces: 2,
  },
} as const

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    scenario: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

process.exitCode = run()

function run(): number {
  if (values.help) return say(usage, 0)
  const size = values.quick ? sizes.quick : sizes.whole
  if (values.scenario === undefined) return runAll(size)
  const names = [...faults, ...healthy].map(({ name }) => name)
  if (!names.some((name) => name.includes(values.scenario ?? ''))) {
    return say(
      `No scenario has '${values.scenario}' in its name. There are:\n  ${names.join('\n  ')}`,
      2
    )
  }
  const comparison = compare(size.traces, values.scenario)
  for (const text of [faultTable(comparison), falseTable(comparison)]) say(`${text}\n`, 0)
  return 0
}

function runAll(size: (typeof sizes)['whole' | 'quick']): number {
  const delay = delayTable(size.delays)
  section('Delay against the limit', `${size.delays} runs a row, one call a slice`, delay.text)
  const byRate = delayByRateTable(size.byRate)
  section('Delay by traffic', 'many calls share a slice, and the fault begins within one', byRate)
  const promise = promiseTable(size.alarms, size.promises)
  section('Mean time between false alarms ÷ promise', `${size.alarms} alarms a cell`, promise.text)
  const years = yearsTable(size.years)
  section('False alarms with the default promise', 'at half the allowed rate', years.text)
  const acceptance = acceptanceTable(size.passes)
  section('Calls until healthy', `medians of ${size.passes} bakes`, acceptance.text)
  const comparison = compare(size.traces)
  section('Against the others: right to roll back', 'means', faultTable(comparison))
  section('Against the others: wrong to roll back', 'twice as many traces', falseTable(comparison))
  const better = betterThanOurs(comparison)
  return verdictOn([
    [delay.worst <= 1.25, `mean delay at most 1.25 × the limit: ${delay.worst.toFixed(2)}`],
    [
      promise.worst >= 1,
      `time between false alarms at least the promise: ${short(promise.worst)} ×`,
    ],
    [years.worst === 0, `no false alarm in ${size.years} years: ${years.worst}`],
    [
      acceptance.worst <= 0.01,
      `at most 1 % pass at twice the allowed rate: ${percent(acceptance.worst)}`,
    ],
    [
      better.length === 0,
      `nobody better without more false rollbacks: ${better.join('; ') || 'nobody'}`,
    ],
  ])
}

function section(title: string, remark: string, table: string): void {
  say(`### ${title}\n\n${remark}\n\n${table}\n`, 0)
}

function verdictOn(claims: readonly (readonly [holds: boolean, claim: string])[]): number {
  for (const [holds, claim] of claims) say(`${holds ? 'holds' : 'FAILS'}: ${claim}`, 0)
  return claims.every(([holds]) => holds) ? 0 : 1
}

function say(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}
