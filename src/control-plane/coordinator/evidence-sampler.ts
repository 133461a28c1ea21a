import { strongestOf, type Strongest } from '../../core/detector/evidence-ratios.ts'
import {
  isSampleDue,
  sampleAfter,
  type EvidenceSample,
} from '../../core/detector/evidence-series.ts'
import { endedCallsOf } from '../../core/metrics/last-minute.ts'
import type { Tally } from '../../core/reporting/tally.ts'
import { candidateOf, judgedOf } from '../../core/rollout/candidate.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Color } from '../../core/routing/color.ts'
import { shareOf } from '../../core/routing/pointer.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { SeriesStore, StoredTail } from './series-store.ts'

interface Ended {
  readonly calls: number
  readonly faults: number
}

const noneEnded: Readonly<Record<Color, Ended>> = {
  blue: { calls: 0, faults: 0 },
  green: { calls: 0, faults: 0 },
}

/**
 * Samples the evidence on the judged color, when the coordinator is at work anyway: a sampler with a
 * timer of its own would keep the object awake.
 */
export class EvidenceSampler {
  readonly #store: SeriesStore
  readonly #evidence: EvidenceStore
  /** Calls since the last sample. */
  #ended = noneEnded

  constructor(store: SeriesStore, evidence: EvidenceStore) {
    this.#store = store
    this.#evidence = evidence
  }

  /** Counts the ended calls of the releases in the slots. */
  addTallies({ slots }: Rollout, tallies: readonly Tally[]): void {
    const ended = { ...this.#ended }
    for (const tally of tallies) {
      const { color, release, fault } = tally
      if (release !== releaseIdOf(slots[color])) continue
      const { calls, faults } = ended[color]
      ended[color] = { calls: calls + endedCallsOf(tally), faults: faults + fault }
    }
    this.#ended = ended
  }

  /** Adds a sample when one is due, and returns the samples to store with the evidence. */
  stored(rollout: Rollout, now: number): StoredTail {
    const strongest = strongestOf(this.#evidence.judged(rollout, now))
    const moment = { isAtRest: rollout.phase === 'idle', ratio: strongest.ratio, now }
    if (isSampleDue(this.#store.last, moment)) this.#add(rollout, strongest, now)
    this.#store.flushIfDue(now)
    return this.#store.tail
  }

  /** Adds a sample of the evidence as it stands; called with the rollout before each decision. */
  sample(rollout: Rollout, now: number): void {
    this.#add(rollout, strongestOf(this.#evidence.judged(rollout, now)), now)
  }

  /** Returns the samples after a time, oldest first. */
  after(at: number): readonly EvidenceSample[] {
    return this.#store.after(at)
  }

  #add(rollout: Rollout, strongest: Strongest, now: number): void {
    const color = judgedOf(rollout)
    const share = candidateOf(rollout) === undefined ? 100 : shareOf(pointerOf(rollout))
    const { last } = this.#store
    this.#store.add(sampleAfter(last, { now, color, share, strongest, ...this.#ended[color] }))
    this.#ended = noneEnded
  }
}
