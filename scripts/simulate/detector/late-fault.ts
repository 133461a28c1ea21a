import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { batchOf, endedOf, ROUND_MS, ROUNDS_PER_SECOND, startedOf, type Batch } from './batch.ts'
import type { Rng } from './rng.ts'

/** Time after which a fault counts as never found. */
const MAX_SECONDS = 10_000

/** Evidence at a time. */
export interface State {
  /** The next round of reports. */
  readonly round: number
  readonly evidence: Evidence
}

export const emptyState: State = { round: 0, evidence: emptyEvidence(0) }

/** Adds seconds of traffic at half the allowed rate, one report a second. */
export function healthyFor(rng: Rng, rate: number, from: State, seconds: number): State {
  let { round, evidence } = from
  for (let second = 0; second < seconds; second++) {
    const batches = Array.from({ length: ROUNDS_PER_SECOND }, () => batchOf(rng, rate, round++))
    const ended = batches.flatMap((batch) => endedOf(rng, batch, limits.maxFaultRate / 2))
    const tallies = [...batches.flatMap(startedOf), ...ended]
    evidence = addCounts(evidence, tallies, round * ROUND_MS - 1, limits)
  }
  return { round, evidence }
}

/**
 * A fault that begins after a healthy history, at some round of a slice. All runs share the calls that start; each draws
 * their outcomes anew. Nothing is judged before the first outcome can be known: a false alarm is not meant here.
 */
export class LateFault {
  readonly #rng: Rng
  readonly #rate: number
  readonly #onset: number
  readonly #batches = new Map<number, Batch>()
  #state: State

  constructor(rng: Rng, rate: number, healthy: State) {
    this.#rng = rng
    this.#rate = rate
    this.#state = healthy
    const offset = Math.floor(rng() * ROUNDS_PER_SECOND)
    if (offset > 0) this.#state = this.#healthyRounds(healthy, offset)
    this.#onset = this.#state.round
  }

  /** Starts calls until the first of them can have ended. */
  waitUntilVisible(lateness: number): void {
    const visibleAt = this.#onset + lateness * ROUNDS_PER_SECOND
    while (this.#state.round < visibleAt) {
      this.#state = this.#next(this.#state, startedOf(this.#batchOf(this.#state.round)))
    }
  }

  /** Goes on from the state in which the first failures become visible. */
  secondsUntilAlarm(lateness: number, faultRate: number): number {
    const lag = lateness * ROUNDS_PER_SECOND
    let state = this.#state
    const visibleAt = state.round
    const latest = visibleAt + MAX_SECONDS * ROUNDS_PER_SECOND
    while (state.round < latest) {
      const ended = endedOf(this.#rng, this.#batchOf(state.round - lag), faultRate)
      state = this.#next(state, [...startedOf(this.#batchOf(state.round)), ...ended])
      if (ended.some(({ fault }) => fault > 0) && isFaulty(state)) {
        return (state.round - visibleAt) / ROUNDS_PER_SECOND
      }
    }
    return Infinity
  }

  #healthyRounds(from: State, rounds: number): State {
    let state = from
    for (let round = 0; round < rounds; round++) {
      const batch = this.#batchOf(state.round)
      const ended = endedOf(this.#rng, batch, limits.maxFaultRate / 2)
      state = this.#next(state, [...startedOf(batch), ...ended])
    }
    return state
  }

  #next({ round, evidence }: State, tallies: readonly Tally[]): State {
    if (tallies.length === 0) return { round: round + 1, evidence }
    const now = (round + 1) * ROUND_MS - 1
    return { round: round + 1, evidence: addCounts(evidence, tallies, now, limits) }
  }

  #batchOf(round: number): Batch {
    const known = this.#batches.get(round)
    if (known !== undefined) return known
    const batch = batchOf(this.#rng, this.#rate, round)
    this.#batches.set(round, batch)
    return batch
  }
}

function isFaulty({ round, evidence }: State): boolean {
  const now = round * ROUND_MS - 1
  return judge({ color: 'green', candidate: evidence, now, limits }).kind === 'faulty'
}
