import { noCounts, type Sample } from '../../../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../../../src/core/detector/evidence.ts'
import { CALLER_GROUPS } from '../../../../src/core/outcomes/caller.ts'
import { SLICE_MS, type Tally } from '../../../../src/core/reporting/tally.ts'
import type { Color } from '../../../../src/core/routing/color.ts'
import { binomialOf, poissonOf, type Rng } from '../rng.ts'

/** Time after which a good call ends. */
const GOOD_MS = 5_000
/** Keys of all callers. A key keeps its color, so a small share is the calls of a few keys. */
const KEYS = 400

/** Calls on two colors at the same time. Rates are functions of the time since the switch. */
export interface Traffic {
  readonly callsPerSecond: number
  readonly roundMs: number
  /** Time from the start of a call to its failure. */
  readonly lateMs: number
  readonly faultRate: (color: Color, atMs: number, caller: number) => number
}

/** What isolates report in a round, and the ended calls of the candidate that a metrics store sees. */
export interface Round {
  readonly now: number
  readonly stable: readonly Tally[]
  readonly candidate: readonly Tally[]
  readonly started: number
  readonly ended: Sample
}

/** Draws the calls of both colors round by round, with a share on the candidate that may change. */
export class SplitTraffic {
  readonly #rng: Rng
  readonly #traffic: Traffic
  readonly #from: number
  readonly #order: readonly number[]
  readonly #ends = new Map<number, Tally[]>()
  #round = 0

  constructor(rng: Rng, traffic: Traffic, from: number) {
    this.#rng = rng
    this.#traffic = traffic
    this.#from = from
    this.#order = shuffled(rng, CALLER_GROUPS - 1)
  }

  /** Milliseconds since the switch. */
  get elapsed(): number {
    return this.#round * this.#traffic.roundMs
  }

  /** The next round with a share of the calls on green, 0 to 1. Calls on blue are drawn only on demand. */
  next(share: number, withStable = true): Round {
    const { callsPerSecond, roundMs } = this.#traffic
    const calls = (callsPerSecond * roundMs) / 1000
    const green = this.#started('green', calls * share, Math.ceil(KEYS * share))
    const blue = withStable ? this.#started('blue', calls * (1 - share), KEYS * (1 - share)) : []
    const ended = this.#ends.get(this.#round) ?? []
    this.#ends.delete(this.#round)
    this.#round++
    const candidate = [...green, ...ended.filter(({ color }) => color === 'green')]
    const stable = [...blue, ...ended.filter(({ color }) => color === 'blue')]
    const started = green.reduce((sum, tally) => sum + tally.started, 0)
    const now = this.#from + this.#round * roundMs - 1
    return { now, stable, candidate, started, ended: endedOf(candidate) }
  }

  #started(color: Color, calls: number, keys: number): readonly Tally[] {
    const groups = Math.min(this.#order.length, Math.ceil(keys))
    const at = this.elapsed
    const slice = Math.floor((this.#from + at) / SLICE_MS)
    return this.#callers(calls, groups, color).map(([caller, started]) => {
      const place = { color, release: 'v', slice, caller, route: OTHER_ROUTE } as const
      this.#end({ ...noCounts, ...place, started }, at)
      return { ...noCounts, ...place, started }
    })
  }

  /** Calls by caller group. The candidate has the first groups in a drawn order, stable the last ones. */
  #callers(calls: number, groups: number, color: Color): readonly (readonly [number, number])[] {
    const own = color === 'green' ? this.#order.slice(0, groups) : this.#order.slice(-groups)
    const each = calls / groups
    if (each > 0.2) {
      const draw = poissonOf(each)
      return own
        .map((caller) => [caller, draw(this.#rng)] as const)
        .filter(([, started]) => started > 0)
    }
    const byCaller = new Map<number, number>()
    for (let left = poissonOf(calls)(this.#rng); left > 0; left--) {
      const caller = own[Math.floor(this.#rng() * groups)] ?? 1
      byCaller.set(caller, (byCaller.get(caller) ?? 0) + 1)
    }
    return [...byCaller]
  }

  #end(calls: Tally, at: number): void {
    const { roundMs, lateMs, faultRate } = this.#traffic
    const { started, color, caller } = calls
    const rate = faultRate(color, at, caller)
    const fault = rate === 1 ? started : binomialOf(started, rate)(this.#rng)
    const place = { ...calls, started: 0 }
    if (fault > 0) this.#add(this.#round + Math.floor(lateMs / roundMs), { ...place, fault })
    if (fault === started) return
    const success = started - fault
    this.#add(this.#round + Math.floor(GOOD_MS / roundMs), { ...place, success })
  }

  #add(round: number, tally: Tally): void {
    const known = this.#ends.get(round)
    if (known === undefined) this.#ends.set(round, [tally])
    else known.push(tally)
  }
}

function endedOf(tallies: readonly Tally[]): Sample {
  return tallies.reduce(
    ({ calls, bad }, { success, fault }) => ({ calls: calls + success + fault, bad: bad + fault }),
    { calls: 0, bad: 0 }
  )
}

function shuffled(rng: Rng, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => ({ caller: index + 1, key: rng() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ caller }) => caller)
}
