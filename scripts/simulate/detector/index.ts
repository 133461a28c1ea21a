import { parseArgs } from 'node:util'
import { acceptanceTable } from './acceptance.ts'
import {
  betterThanOurs,
  falseTable,
  faultTable,
  ownFalseRollbacks,
  ownFalseTable,
  ownFaultTable,
  ownLateRollbacks,
} from './comparison-tables.ts'
import { captions } from './captions.ts'
import { compare } from './compare.ts'
import { delayTable } from './delay.ts'
import { promiseTable, yearsTable } from './false-alarms.ts'
import { lateAlarmTable } from './late-alarms.ts'
import { latenessTable, type LatenessCell } from './lateness.ts'
import { faults } from './scenarios/faults.ts'
import { healthy } from './scenarios/healthy.ts'
import { percent, short } from './table.ts'
import { weightTables } from './weights/weight-tables.ts'

const usage = `Usage: npm run simulate -- [--quick] [--scenario <part of its name>]

Measures the detector: its delay against the limit, its false alarms against its promise, and itself against the rules
of other systems on the same workloads. Seeded: the same numbers each time. Ends with 1 when a claim does not hold.

  --quick      fewer runs, under a minute
  --scenario   only the comparison with others, in scenarios such as 'hard down'
  --help       this text`

/** The number of runs: enough for the README of the detector, or enough for a first impression. */
const sizes = {
  whole: {
    delays: 200,
    lateness: { histories: 10, runs: 10 },
    alarms: 30,
    bakes: 400,
    promises: [1_000, 10_000, 100_000],
    years: 10,
    comparison: { faulty: 12, healthy: 12 },
    weights: { steps: 12, ladders: 6, healthy: 12, holdBack: 40 },
  },
  quick: {
    delays: 30,
    lateness: { histories: 3, runs: 10 },
    alarms: 5,
    bakes: 100,
    promises: [1_000, 10_000],
    years: 0.1,
    comparison: { faulty: 1, healthy: 1 },
    weights: { steps: 1, ladders: 1, healthy: 1, holdBack: 4 },
  },
} as const

/** Fewer runs cannot tell a better rule from a lucky one. */
const MIN_RUNS = 10

/** What the delay is claimed to be at most, in units of the limit. */
const MAX_DELAY = 1.25

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    scenario: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

process.exitCode = run()

function run(): number {
  if (values.help) return print(usage, 0)
  const size = values.quick ? sizes.quick : sizes.whole
  if (values.scenario === undefined) return runAll(size)
  const names = [...faults, ...healthy].map(({ name }) => name)
  if (!names.some((name) => name.includes(values.scenario ?? ''))) {
    return print(
      `No scenario has '${values.scenario}' in its name. There are:\n  ${names.join('\n  ')}`,
      2
    )
  }
  const scores = compare(size.comparison, values.scenario)
  for (const table of [faultTable(scores), falseTable(scores)]) print(`${table}\n`, 0)
  return 0
}

function runAll(size: (typeof sizes)['whole' | 'quick']): number {
  const delay = delayTable(size.delays)
  section('Delay against the limit', `${size.delays} runs a row, one call a slice.`, delay.text)
  const lateness = latenessTable(size.lateness, MAX_DELAY)
  const { histories, runs } = size.lateness
  const inCalls = lateness.worstInCalls.toFixed(2)
  section('Delay after the failures become visible ÷ limit', captions.lateness, lateness.text)
  print(`${histories * runs} runs a cell. ${captions.promiseInCalls} ${inCalls}.\n`, 0)
  const promise = promiseTable(size.alarms, size.promises)
  section('Mean time between false alarms ÷ promise', `${size.alarms} alarms a cell.`, promise.text)
  const late = lateAlarmTable(size.alarms, size.promises[0])
  section('The same where faults become visible late', captions.lateAlarms, late.text)
  const years = yearsTable(size.years)
  section('False alarms with the default promise', 'At half the allowed rate.', years.text)
  const acceptance = acceptanceTable(size.bakes)
  section('Calls until healthy', `Medians of ${size.bakes} bakes.`, acceptance.text)
  const scores = compare(size.comparison)
  section('This router: time until the rollback', captions.faults, ownFaultTable(scores))
  section('This router: false rollbacks', captions.falseRollbacks, ownFalseTable(scores))
  section('All rules: a rollback is right', 'Means.', faultTable(scores))
  section('All rules: a rollback is wrong', 'The same workloads for all.', falseTable(scores))
  const weights = weightTables(size.weights)
  for (const { title, caption, text } of weights.sections) section(title, caption, text)
  const allowed = new Map(
    faults.map(({ name, maxDelaySeconds }) => [name, maxDelaySeconds ?? Infinity])
  )
  const [slow, wrong] = [ownLateRollbacks(scores, allowed), ownFalseRollbacks(scores)]
  const better = betterThanOurs(scores)
  const above = lateness.exceptions.filter((cell) => !isWithdrawn(cell)).map(nameWithRatio)
  return exitCodeOf([
    [delay.worst <= MAX_DELAY, `mean delay at most 1.25 × the limit: ${delay.worst.toFixed(2)}`],
    [above.length === 0, `the same for late failures, ${captions.withdrawn}: ${listOf(above)}`],
    [
      lateness.worstInCalls <= MAX_DELAY,
      `the same for late failures with the promise counted in calls, in every cell: ${inCalls}`,
    ],
    [
      promise.worst >= 1 && late.worst >= 1,
      `time between false alarms at least the promise: ${short(Math.min(promise.worst, late.worst))} ×`,
    ],
    [years.worst === 0, `no false alarm in ${size.years} years: ${years.worst}`],
    [
      acceptance.worst <= 0.01,
      `at most 1 % pass at twice the allowed rate: ${percent(acceptance.worst)}`,
    ],
    [slow.length === 0, `every fault found, outages within seconds: ${listOf(slow)}`],
    [wrong.length === 0, `no healthy color rolled back: ${listOf(wrong)}`],
    ...weights.claims,
    ...(size.comparison.faulty < MIN_RUNS
      ? []
      : [
          [
            better.length === 0,
            `nobody better without more false rollbacks: ${listOf(better)}`,
          ] as const,
        ]),
  ])
}

/** Cells for which the claim about the limit of a promise in slices is withdrawn. */
function isWithdrawn({ rate, faultRate }: LatenessCell): boolean {
  return (rate === 10 && faultRate === 0.2) || (rate === 100 && faultRate === 0.05)
}

function nameWithRatio({ name, ratio }: LatenessCell): string {
  return `${name}: ${ratio.toFixed(2)}`
}

function listOf(exceptions: readonly string[]): string {
  return exceptions.length === 0 ? 'no exception' : exceptions.join('; ')
}

function section(title: string, caption: string, table: string): void {
  print(`### ${title}\n\n${caption}\n\n${table}\n`, 0)
}

/** Prints the claims; 1 when one of them does not hold. */
function exitCodeOf(claims: readonly (readonly [holds: boolean, claim: string])[]): number {
  for (const [holds, claim] of claims) print(`${holds ? 'holds' : 'FAILS'}: ${claim}`, 0)
  return claims.every(([holds]) => holds) ? 0 : 1
}

function print(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}
