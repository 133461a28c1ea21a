import type { Evidence } from '../../../../src/core/detector/evidence.ts'
import { rngOf, type Rng } from '../rng.ts'
import { medianOf, percent, short, tableOf } from '../table.ts'
import { ladderRules, RunningRule } from './ladder-rules.ts'
import { historyOf, Router, SWITCH_MS, USUAL } from './router.ts'
import { SplitTraffic } from './split-traffic.ts'

const rates = [20, 2_000] as const
const weights = [0.01, 0.05, 0.25] as const
const HOUR_MS = 60 * 60_000
const ROUND_MS = 1_000
/** Time between two looks whether the candidate is healthy. */
const LOOK_MS = 5_000

interface Step {
  readonly callsPerSecond: number
  readonly weight: number
  readonly history: Evidence
}

export interface HealthyTable {
  readonly text: string
  /** Rollbacks by this router. */
  readonly worst: number
}

/** Time until a healthy candidate is called healthy at a step, and the rules that roll it back within an hour. */
export function healthyStepTable(runs: number): HealthyTable {
  const rng = rngOf(16)
  let worst = 0
  const rows = rates.flatMap((callsPerSecond) => {
    const history = historyOf(rng, callsPerSecond)
    return weights.map((weight) => {
      const step = { callsPerSecond, weight, history }
      const ends = [0, USUAL].map((faultRate) =>
        Array.from({ length: runs }, () => endOf(rng, step, faultRate))
      )
      const falseAlarms = ends.flat().filter(({ isFaulty }) => isFaulty).length
      worst += falseAlarms
      const others = ladderRules.map((_, index) => rollbacksOf(rngOf(17), step, index, runs))
      return [
        `${short(callsPerSecond)} calls/s, ${percent(weight)}`,
        ...ends.map((own) => `${short(medianOf(own.map(({ seconds }) => seconds)))} s`),
        ...[falseAlarms / 2, ...others].map((count) => percent(count / runs)),
      ]
    })
  })
  const head = [
    'step',
    'healthy at 0 % faults',
    `at ${percent(USUAL)}`,
    '**this router** rolls back',
    ...ladderRules.map(({ name }) => name),
  ]
  return { text: tableOf([head, ...rows]), worst }
}

function trafficOf(rng: Rng, callsPerSecond: number, faultRate: number): SplitTraffic {
  const traffic = {
    callsPerSecond,
    roundMs: ROUND_MS,
    lateMs: 0,
    faultRate: (color: 'blue' | 'green') => (color === 'green' ? faultRate : USUAL),
  }
  return new SplitTraffic(rng, traffic, SWITCH_MS)
}

/** The time at which this router calls the candidate healthy, or faulty. */
function endOf(rng: Rng, { callsPerSecond, weight, history }: Step, faultRate: number) {
  const calls = trafficOf(rng, callsPerSecond, faultRate)
  const router = new Router(history)
  while (calls.elapsed < 2 * HOUR_MS) {
    const round = calls.next(weight)
    router.add(round)
    if (round.ended.bad === 0 && calls.elapsed % LOOK_MS !== 0) continue
    const verdict = router.verdict(round.now, 1 - weight)
    if (verdict !== 'undecided') {
      return { seconds: calls.elapsed / 1000, isFaulty: verdict === 'faulty' }
    }
  }
  return { seconds: Infinity, isFaulty: false }
}

/** The runs in which another rule rolls back within an hour. */
function rollbacksOf(rng: Rng, { callsPerSecond, weight }: Step, index: number, runs: number) {
  let rollbacks = 0
  for (let run = 0; run < runs; run++) {
    const rule = ladderRules[index]
    if (rule === undefined) return rollbacks
    const running = new RunningRule(rule)
    const calls = trafficOf(rng, callsPerSecond, USUAL)
    while (calls.elapsed < HOUR_MS) {
      const { ended } = calls.next(weight, false)
      if (running.add(ended, calls.elapsed) !== 'roll back') continue
      rollbacks++
      break
    }
  }
  return rollbacks
}
