import { SECONDS_PER_YEAR } from '../../../src/core/detector/limits.ts'
import { rngOf } from './rng.ts'
import { argo } from './rules/argo.ts'
import { cloudwatch } from './rules/cloudwatch.ts'
import { envoyConsecutive, envoyPercentage } from './rules/envoy.ts'
import { flagger } from './rules/flagger.ts'
import { growthbook } from './rules/growthbook.ts'
import { kayenta } from './rules/kayenta.ts'
import { ours } from './rules/ours.ts'
import { viewOf, type Rule } from './rules/rule.ts'
import { faults, healthy } from './scenarios.ts'
import { meanOf, short, tableOf } from './table.ts'
import { isBad, type Workload } from './workload.ts'

const SECOND = 1000

const rules: readonly Rule[] = [
  ours,
  ...[1, 2, 5, 10].map((threshold) => flagger(60 * SECOND, 60 * SECOND, threshold)),
  ...[1, 3].map((threshold) => flagger(10 * SECOND, 60 * SECOND, threshold)),
  argo(300 * SECOND, 3),
  argo(60 * SECOND, 0),
  argo(30 * SECOND, 1),
  argo(10 * SECOND, 2),
  argo(10 * SECOND, 2, true),
  cloudwatch(60 * SECOND, 1, 0.01),
  cloudwatch(60 * SECOND, 2, 0.01),
  cloudwatch(60 * SECOND, 1, 0.05),
  cloudwatch(300 * SECOND, 2, 0.01),
  cloudwatch(600 * SECOND, 2, 0.05),
  envoyConsecutive('one proxy'),
  envoyConsecutive('a proxy per isolate'),
  ...[20, 50, 85].map(envoyPercentage),
  kayenta(15 * 60 * SECOND),
  kayenta(30 * 60 * SECOND),
  growthbook(0),
  growthbook(10 * SECOND),
  growthbook(60 * SECOND),
]

/** What a rule made of all runs of a scenario. */
interface Score {
  readonly rule: string
  readonly scenario: string
  readonly isFault: boolean
  readonly runs: number
  readonly falseRollbacks: number
  /** Years in which a rollback would have been wrong. */
  readonly years: number
  /** Per run with a fault in which the rule had not rolled back before: means, and how many it never found. */
  readonly failedCalls: number
  readonly seconds: number
  readonly missed: number
}

export interface Comparison {
  readonly scores: readonly Score[]
}

/** Runs every rule on the same traces, the same whichever scenarios are picked. `only` picks scenarios whose names contain it. */
export function compare(runs: number, only = ''): Comparison {
  const scores = [...faults, ...healthy].flatMap((scenario, index) => {
    if (!scenario.name.includes(only)) return []
    const rng = rngOf(1000 + index)
    const times = faults.includes(scenario) ? runs : 2 * runs
    const results = Array.from({ length: times }, () => {
      const view = viewOf(scenario.draw(rng))
      return rules.map((rule) => summaryOf(view, rule.rollbackAt(view)))
    })
    const isFault = faults.includes(scenario)
    return rules.map((rule, at) => {
      const own = results.flatMap((result) => result[at] ?? [])
      return { rule: rule.name, scenario: scenario.name, isFault, ...scoreOf(own) }
    })
  })
  return { scores }
}

interface Summary {
  readonly isFalse: boolean
  readonly calmMs: number
  readonly failedCalls: number
  readonly delayMs: number | undefined
  readonly isMissed: boolean
}

/** Only numbers are kept of a run: the traces are large. */
function summaryOf(workload: Workload, at: number | undefined): Summary {
  const { onset, switchedAt, until } = workload
  const isFalse = at !== undefined && at < (onset ?? Infinity)
  const calmMs = Math.min(at ?? Infinity, onset ?? Infinity, until) - switchedAt
  if (onset === undefined || isFalse) {
    return { isFalse, calmMs, failedCalls: 0, delayMs: undefined, isMissed: false }
  }
  const failed = workload.candidate.filter(
    (call) => isBad(call) && call.startedAt >= onset && call.startedAt < (at ?? until)
  )
  const delayMs = (at ?? until) - onset
  return { isFalse, calmMs, failedCalls: failed.length, delayMs, isMissed: at === undefined }
}

function scoreOf(results: readonly Summary[]): Omit<Score, 'rule' | 'scenario' | 'isFault'> {
  const found = results.filter(({ delayMs }) => delayMs !== undefined)
  return {
    runs: results.length,
    falseRollbacks: results.filter(({ isFalse }) => isFalse).length,
    years: results.reduce((sum, { calmMs }) => sum + calmMs, 0) / SECOND / SECONDS_PER_YEAR,
    failedCalls: meanOf(found.map(({ failedCalls }) => failedCalls)),
    seconds: meanOf(found.map(({ delayMs }) => (delayMs ?? 0) / SECOND)),
    missed: found.filter(({ isMissed }) => isMissed).length,
  }
}

/** Failed calls until rollback and seconds until rollback; `–` where the rule never found the fault. */
export function faultTable({ scores }: Comparison): string {
  const names = [
    ...new Set(scores.filter(({ isFault }) => isFault).map(({ scenario }) => scenario)),
  ]
  const body = rules.map(({ name }) => [
    name,
    ...names.map((scenario) =>
      cellOf(scores.find((s) => s.rule === name && s.scenario === scenario))
    ),
  ])
  return tableOf([['failed calls / seconds', ...names], ...body])
}

/** Rollbacks where none was due, per simulated year of each scenario, and in all runs. */
export function falseTable({ scores }: Comparison): string {
  const names = [
    ...new Set(scores.filter(({ isFault }) => !isFault).map(({ scenario }) => scenario)),
  ]
  const body = rules.map(({ name }) => [
    name,
    ...names.map((scenario) => {
      const score = scores.find((s) => s.rule === name && s.scenario === scenario)
      return score === undefined ? '' : short(score.falseRollbacks / score.years)
    }),
    String(falseRollbacksOf(scores, name)),
  ])
  return tableOf([['false rollbacks per year', ...names, 'in all runs'], ...body])
}

/** Rules that make no more false rollbacks than ours and found a fault with fewer failed calls. */
export function betterThanOurs({ scores }: Comparison): readonly string[] {
  const ownFalse = falseRollbacksOf(scores, ours.name)
  return scores
    .filter(({ rule, isFault }) => isFault && rule !== ours.name)
    .filter(({ rule }) => falseRollbacksOf(scores, rule) <= ownFalse)
    .filter(({ missed, runs }) => missed < runs)
    .filter(({ scenario, failedCalls }) => {
      const own = scores.find((s) => s.rule === ours.name && s.scenario === scenario)
      return own !== undefined && failedCalls < own.failedCalls
    })
    .map(
      ({ rule, scenario, failedCalls }) =>
        `${rule}, ${scenario}: ${short(failedCalls)} failed calls`
    )
}

function falseRollbacksOf(scores: readonly Score[], rule: string): number {
  return scores
    .filter((score) => score.rule === rule)
    .reduce((sum, { falseRollbacks }) => sum + falseRollbacks, 0)
}

function cellOf(score: Score | undefined): string {
  if (score === undefined || Number.isNaN(score.failedCalls)) return 'rolled back before'
  const { missed, runs, failedCalls, seconds } = score
  if (missed === runs) return '–'
  const found = `${short(failedCalls)} / ${short(seconds)}`
  return missed === 0 ? found : `${found} (${missed} of ${runs} missed)`
}
