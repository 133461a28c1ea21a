import type { Evidence } from '../../../../src/core/detector/evidence.ts'
import type { Color } from '../../../../src/core/routing/color.ts'
import { rngOf, type Rng } from '../rng.ts'
import { meanOf, percent, short, tableOf } from '../table.ts'
import { historyOf, Router, SWITCH_MS, USUAL } from './router.ts'
import { SplitTraffic } from './split-traffic.ts'

const rates = [20, 2_000] as const
const shares = [0, 0.02, 0.1] as const
/** Time from the switch to the change, and from there to the end of a run. */
const LEAD_MS = 30_000
const AFTER_MS = 30_000
const ROUND_MS = 1_000
/** The groups of the new callers in the scenarios with some. */
const NEW_CALLERS = 8

/** A change after the switch: the fault rate of the calls of a caller on a color from then on. */
export interface Change {
  readonly name: string
  /** Whether a rollback is right. */
  readonly isFault: boolean
  readonly lateMs: number
  readonly faultRate: (color: Color, caller: number) => number
}

const changes: readonly Change[] = [
  shift('3 % of all calls fail on both', 0.03),
  shift('10 % of all calls fail on both', 0.1),
  shift('30 % of all calls fail on both', 0.3),
  shift('all calls fail on both', 1),
  shift('all calls are cut after 8 s on both', 1, 8_000),
  {
    name: 'one new client, whose calls fail on both',
    isFault: false,
    lateMs: 0,
    faultRate: (_, caller) => (caller === 1 ? 1 : USUAL),
  },
  {
    name: 'eight new clients, half of whose calls fail on both',
    isFault: false,
    lateMs: 0,
    faultRate: (_, caller) => (caller <= NEW_CALLERS ? 0.5 : USUAL),
  },
  fault('3 % fail on the candidate alone', 0.03),
  fault('10 % fail on the candidate alone', 0.1),
  fault('all fail on the candidate alone', 1),
]

/** The false rollbacks of a hold-back, and of none. */
export interface HoldBackTable {
  readonly text: string
  /** The largest share of total outages behind both colors that are rolled back with a hold-back. */
  readonly worst: number
}

/**
 * What a hold-back gains and costs: rollbacks where both colors fail alike, and failed calls until the rollback where the
 * candidate fails alone. No call is repeated on the other color.
 */
export function holdBackTable(runs: number): HoldBackTable {
  const rng = rngOf(15)
  let worst = 0
  const rows = rates.flatMap((callsPerSecond) => {
    const history = historyOf(rng, callsPerSecond)
    return changes.map((change) => {
      const cells = shares.map((share) => {
        const results = Array.from({ length: runs }, (_, run) =>
          runOf(rngOf(1_000 + run), callsPerSecond, share, change, history)
        )
        const rolledBack = results.filter((result) => result !== undefined)
        if (change.isFault) return costOf(rolledBack, runs)
        const isOutage = change.faultRate('blue', 0) === 1
        if (isOutage && share > 0) worst = Math.max(worst, rolledBack.length / runs)
        return rateOf(rolledBack.length, runs)
      })
      return [`${short(callsPerSecond)} calls/s: ${change.name}`, ...cells]
    })
  })
  const head = [
    'change after the switch',
    ...shares.map((share) => (share === 0 ? 'no hold-back' : percent(share))),
  ]
  return { text: tableOf([head, ...rows]), worst }
}

/** The share of the runs with a rollback, and its 95 % interval (Wilson). */
function rateOf(count: number, runs: number): string {
  const z = 1.96
  const rate = count / runs
  const middle = (rate + z ** 2 / (2 * runs)) / (1 + z ** 2 / runs)
  const half =
    (z * Math.sqrt((rate * (1 - rate)) / runs + z ** 2 / (4 * runs ** 2))) / (1 + z ** 2 / runs)
  const [low, high] = [middle - half, middle + half].map((bound) => Math.round(100 * bound))
  return `${Math.round(100 * rate)} % (${low}–${high})`
}

export interface RolledBack {
  readonly failedCalls: number
  readonly seconds: number
}

function costOf(results: readonly RolledBack[], runs: number): string {
  const failedCalls = meanOf(results.map((result) => result.failedCalls))
  const seconds = meanOf(results.map((result) => result.seconds))
  const text = `${short(failedCalls)} / ${short(seconds)}`
  return results.length === runs ? text : `${text} (${runs - results.length} missed)`
}

/** Returns the rollback after the change, if there is one. */
export function runOf(
  rng: Rng,
  callsPerSecond: number,
  stableShare: number,
  { lateMs, faultRate }: Change,
  history: Evidence
): RolledBack | undefined {
  const calls = new SplitTraffic(
    rng,
    {
      callsPerSecond,
      roundMs: ROUND_MS,
      lateMs,
      faultRate: (color, atMs, caller) => (atMs < LEAD_MS ? USUAL : faultRate(color, caller)),
    },
    SWITCH_MS
  )
  const router = new Router(history)
  let failedCalls = 0
  while (calls.elapsed < LEAD_MS + AFTER_MS) {
    const round = calls.next(1 - stableShare)
    router.add(round)
    if (calls.elapsed <= LEAD_MS) continue
    failedCalls += round.ended.bad
    if (round.ended.bad === 0 || router.verdict(round.now, stableShare) !== 'faulty') continue
    return { failedCalls, seconds: (calls.elapsed - LEAD_MS) / 1000 }
  }
  return undefined
}

/** A change of the fault rate on both colors. */
export function shift(name: string, rate: number, lateMs = 0): Change {
  return { name, isFault: false, lateMs, faultRate: () => rate }
}

/** A fault of the candidate alone. */
export function fault(name: string, rate: number): Change {
  const faultRate = (color: Color) => (color === 'green' ? rate : USUAL)
  return { name, isFault: true, lateMs: 0, faultRate }
}
