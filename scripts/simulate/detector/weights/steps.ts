import type { Evidence } from '../../../../src/core/detector/evidence.ts'
import { rngOf, type Rng } from '../rng.ts'
import { meanOf, percent, short, tableOf } from '../table.ts'
import { ladderRules, RunningRule } from './ladder-rules.ts'
import { historyOf, Router, SWITCH_MS, USUAL } from './router.ts'
import { SplitTraffic, type Traffic } from './split-traffic.ts'

const rates = [20, 2_000] as const
const weights = [0.01, 0.05, 0.25] as const
const failures = [
  { faultRate: 1, lateMs: 0 },
  { faultRate: 0.5, lateMs: 0 },
  { faultRate: 0.1, lateMs: 0 },
  { faultRate: 0.05, lateMs: 0 },
  { faultRate: 1, lateMs: 20_000 },
] as const

/** Time after which a fault counts as never found. */
const MAX_MS = 60 * 60_000
const ROUND_MS = 250

/** Failed calls and seconds until the rollback. Undefined when a rule never rolled back. */
export interface Found {
  readonly failedCalls: number
  readonly seconds: number
}

export interface Step {
  readonly callsPerSecond: number
  readonly weight: number
  readonly faultRate: number
  readonly lateMs: number
}

export interface StepTable {
  readonly text: string
  /** Steps at which another rule lost fewer calls than this router. */
  readonly better: readonly string[]
  /** Faults of a tenth of the calls or more that this router did not find in an hour. */
  readonly missed: number
}

/** Failed calls and seconds until the rollback of a release that is bad from its first call, at a step without end. */
export function stepTable(runs: number): StepTable {
  const rng = rngOf(13)
  const better: string[] = []
  let missed = 0
  const rows = rates.flatMap((callsPerSecond) => {
    const history = historyOf(rng, callsPerSecond)
    return weights.flatMap((weight) =>
      failures.map((failure) => {
        const step = { callsPerSecond, weight, ...failure }
        const results = Array.from({ length: runs }, () => foundBy(rng, step, history))
        const name = nameOf(step)
        const cells = ['this router', ...ladderRules.map((rule) => rule.name)].map((rule, at) =>
          summaryOf(
            rule,
            results.map((result) => result[at])
          )
        )
        const [own] = cells
        if (failure.faultRate >= 0.1) missed += own?.missed ?? 0
        better.push(
          ...cells
            .slice(1)
            .filter((cell) => cell.missed === 0 && cell.failedCalls < (own?.failedCalls ?? 0))
            .map((cell) => `${cell.rule}, ${name}: ${short(cell.failedCalls)} failed calls`)
        )
        return [name, ...cells.map(({ text }) => text)]
      })
    )
  })
  const head = ['failed calls / seconds', '**this router**', ...ladderRules.map(({ name }) => name)]
  return { text: tableOf([head, ...rows]), better, missed }
}

function nameOf({ callsPerSecond, weight, faultRate, lateMs }: Step): string {
  const late = lateMs === 0 ? '' : `, ${lateMs / 1000} s late`
  return `${short(callsPerSecond)} calls/s, ${percent(weight)}: ${percent(faultRate)} fail${late}`
}

function summaryOf(rule: string, results: readonly (Found | undefined)[]) {
  const found = results.filter((result) => result !== undefined)
  const missed = results.length - found.length
  const failedCalls = meanOf(found.map((result) => result.failedCalls))
  const seconds = meanOf(found.map((result) => result.seconds))
  const numbers = `${short(failedCalls)} / ${short(seconds)}`
  const text = found.length === 0 ? '–' : numbers
  return {
    rule,
    failedCalls,
    missed,
    text: missed > 0 && found.length > 0 ? `${text} (${missed} missed)` : text,
  }
}

/** The results of this router and of the other rules, on the same calls. */
export function foundBy(
  rng: Rng,
  { callsPerSecond, weight, faultRate, lateMs }: Step,
  history: Evidence
): readonly (Found | undefined)[] {
  const traffic: Traffic = {
    callsPerSecond,
    roundMs: ROUND_MS,
    lateMs,
    faultRate: (color) => (color === 'green' ? faultRate : USUAL),
  }
  const calls = new SplitTraffic(rng, traffic, SWITCH_MS)
  const router = new Router(history)
  const running = ladderRules.map((rule) => new RunningRule(rule))
  const results: (Found | undefined)[] = [undefined, ...running.map(() => undefined)]
  let started = 0
  while (calls.elapsed < MAX_MS && results.includes(undefined)) {
    const isOurs = results[0] === undefined
    const round = calls.next(weight, isOurs)
    started += round.started
    const found = { failedCalls: started * faultRate, seconds: calls.elapsed / 1000 }
    if (isOurs) {
      router.add(round)
      const isBad = round.candidate.some(({ fault }) => fault > 0)
      if (isBad && router.verdict(round.now, 1 - weight) === 'faulty') results[0] = found
    }
    for (const [index, rule] of running.entries()) {
      if (results[index + 1] !== undefined) continue
      if (rule.add(round.ended, calls.elapsed) === 'roll back') results[index + 1] = found
    }
  }
  return results
}
