import { SECONDS_PER_YEAR } from '../../../src/core/detector/limits.ts'
import { rngOf } from './rng.ts'
import { allRules } from './rules/all-rules.ts'
import { viewOf } from './rules/rule.ts'
import { faults } from './scenarios/faults.ts'
import { healthy } from './scenarios/healthy.ts'
import { meanOf } from './table.ts'
import { isBad, type Workload } from './workload.ts'

const SECOND = 1000

/** The results of a rule in all runs of a scenario. */
export interface Score {
  readonly rule: string
  readonly scenario: string
  readonly isFault: boolean
  readonly runs: number
  readonly falseRollbacks: number
  /** Years in which a rollback would have been wrong. */
  readonly years: number
  /** Of the runs with a fault and without an earlier rollback: means, largest values, and the runs in which the rule did not find the fault. */
  readonly failedCalls: number
  readonly mostFailedCalls: number
  readonly seconds: number
  readonly mostSeconds: number
  readonly missed: number
}

/** Number of workloads that are drawn of each scenario. */
export interface Runs {
  readonly faulty: number
  readonly healthy: number
}

/** Runs every rule on the same workloads, which do not depend on the selection. `only` selects scenarios by a part of their name. */
export function compare(runs: Runs, only = ''): readonly Score[] {
  return [...faults, ...healthy].flatMap((scenario, index) => {
    if (!scenario.name.includes(only)) return []
    const rng = rngOf(1000 + index)
    const isFault = faults.includes(scenario)
    const results = Array.from({ length: isFault ? runs.faulty : runs.healthy }, () => {
      const view = viewOf(scenario.draw(rng))
      return allRules.map((rule) => resultOf(view, rule.rollbackAt(view)))
    })
    return allRules.map((rule, at): Score => {
      const own = results.flatMap((result) => result[at] ?? [])
      return { rule: rule.name, scenario: scenario.name, isFault, ...scoreOf(own) }
    })
  })
}

/** The result of a rule in one run. */
interface Result {
  readonly isFalse: boolean
  readonly calmMs: number
  readonly failedCalls: number
  readonly delayMs: number | undefined
  readonly isMissed: boolean
}

/** Only numbers are kept of a run: the workloads are large. */
function resultOf(workload: Workload, at: number | undefined): Result {
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

function scoreOf(results: readonly Result[]): Omit<Score, 'rule' | 'scenario' | 'isFault'> {
  const found = results.filter(({ delayMs }) => delayMs !== undefined)
  const failedCalls = found.map((result) => result.failedCalls)
  const seconds = found.map(({ delayMs }) => (delayMs ?? 0) / SECOND)
  return {
    runs: results.length,
    falseRollbacks: results.filter(({ isFalse }) => isFalse).length,
    years: results.reduce((sum, { calmMs }) => sum + calmMs, 0) / SECOND / SECONDS_PER_YEAR,
    failedCalls: meanOf(failedCalls),
    mostFailedCalls: Math.max(...failedCalls),
    seconds: meanOf(seconds),
    mostSeconds: Math.max(...seconds),
    missed: found.filter(({ isMissed }) => isMissed).length,
  }
}
