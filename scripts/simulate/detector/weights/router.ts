import { addCounts } from '../../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../../src/core/detector/evidence.ts'
import { judge } from '../../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../../src/core/detector/limits.ts'
import { SLICE_MS } from '../../../../src/core/reporting/tally.ts'
import type { Rng } from '../rng.ts'
import { SplitTraffic, type Round } from './split-traffic.ts'

/** The time of the switch. */
export const SWITCH_MS = 1_000_000_000
/** Half of the fault rate that is allowed by default. */
export const USUAL = 0.005
const HISTORY_MS = 300_000

/** Returns the evidence on stable after five minutes in which it took all calls. */
export function historyOf(rng: Rng, callsPerSecond: number): Evidence {
  const from = SWITCH_MS - HISTORY_MS
  const usual = { callsPerSecond, roundMs: 1000, lateMs: 0, faultRate: () => USUAL }
  const traffic = new SplitTraffic(rng, usual, from)
  let stable = emptyEvidence(from / SLICE_MS)
  while (traffic.elapsed < HISTORY_MS) {
    const { stable: tallies, now } = traffic.next(0)
    stable = addCounts(stable, tallies, now, limits)
  }
  return stable
}

/** This router's evidence on both colors from the switch on. */
export class Router {
  #stable: Evidence
  #candidate = emptyEvidence(SWITCH_MS / SLICE_MS)

  constructor(stable: Evidence) {
    this.#stable = stable
  }

  add({ stable, candidate, now }: Round): void {
    if (stable.length > 0) this.#stable = addCounts(this.#stable, stable, now, limits)
    if (candidate.length === 0) return
    this.#candidate = addCounts(this.#candidate, candidate, now, limits, this.#stable)
  }

  /** The verdict on the candidate, while stable takes a share of the calls. */
  verdict(now: number, stableShare: number): 'healthy' | 'faulty' | 'undecided' {
    const [candidate, reference] = [this.#candidate, this.#stable]
    return judge({ color: 'green', candidate, reference, stableShare, now, limits }).kind
  }
}
