import type { CallOrigin } from '../../core/outcomes/call-id.ts'
import {
  addCounts,
  emptyEvidence,
  SLICE_MS,
  totalsOf,
  type Evidence,
} from '../../core/detector/cohort.ts'
import { colors, type Color } from '../../core/routing/color.ts'
import { judge } from '../../core/detector/judge.ts'
import type { Limits } from '../../core/detector/limits.ts'
import { isSameSlot, liveOf, type Slot } from '../../core/routing/pointer.ts'
import type { Tally } from '../../core/reporting/report.ts'
import { noCounts } from '../../core/detector/counts.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import type { SlotEvidence } from './store.ts'

/** Shape of the stored evidence. Incremented when `Evidence` changes: older evidence is dropped. */
export const EVIDENCE_SHAPE = 1

/** A caller's or grader's judgement of one call. */
export interface Grade {
  readonly call: CallOrigin
  readonly ok: boolean
  /** Name of the graded quality. */
  readonly quality: string
}

type BothEvidence = Readonly<Record<Color, SlotEvidence>>

/** Counts of a color, and the verdict on it. */
export interface Health {
  readonly totals: ReturnType<typeof totalsOf>
  /** Undefined for the color that is not live. */
  readonly verdict: Verdict | undefined
}

/** Evidence on both colors. Counts of a release that is no longer in its slot are dropped. */
export class EvidenceStore {
  readonly #limits: Limits
  #both: BothEvidence

  constructor(stored: BothEvidence | undefined, rollout: Rollout, limits: Limits, now: number) {
    this.#limits = limits
    this.#both = {
      blue: storedOr(fresh(rollout.slots.blue, now), stored?.blue),
      green: storedOr(fresh(rollout.slots.green, now), stored?.green),
    }
  }

  /** The evidence to store. */
  get evidence(): BothEvidence {
    return this.#both
  }

  /** Adds an isolate's counts to the slices in which the calls started. */
  addTallies(rollout: Rollout, tallies: readonly Tally[], now: number): void {
    for (const color of colors) {
      const { release, evidence } = this.#both[color]
      const own = tallies.filter((tally) => tally.color === color && tally.release === release)
      if (own.length === 0) continue
      const reference = this.#referenceFor(rollout, color)
      this.#keep(color, addCounts(evidence, own, now, this.#limits, reference))
    }
  }

  /** Adds a grade to the slice in which its call started; false when the evidence began later. */
  grade(rollout: Rollout, { call, ok, quality }: Grade, now: number): boolean {
    const { release, evidence } = this.#both[call.color]
    if (call.slice < evidence.sinceSlice) return false
    const graded = { [quality]: { calls: 1, bad: ok ? 0 : 1 } }
    this.addTallies(rollout, [{ ...call, release, ...noCounts, quality: graded }], now)
    return true
  }

  /** Resets the evidence of a slot whose release changed, and of a candidate whose trial begins. */
  follow(before: Rollout, after: Rollout, now: number): void {
    for (const color of colors) {
      const isReplaced = !isSameSlot(before.slots[color], after.slots[color])
      const isNewCandidate = color === candidateOf(after) && color !== candidateOf(before)
      if (isReplaced || isNewCandidate)
        this.#both = { ...this.#both, [color]: fresh(after.slots[color], now) }
    }
  }

  /** Returns the verdict on the live color. */
  verdict(rollout: Rollout, now: number): Verdict {
    const color = liveOf(pointerOf(rollout))
    const reference = this.#referenceFor(rollout, color)
    const candidate = this.#both[color].evidence
    const input = { color, candidate, now, limits: this.#limits }
    return judge(reference === undefined ? input : { ...input, reference })
  }

  /** Returns the counts of both colors, and the verdict on the live one, for the status. */
  healthOfBoth(rollout: Rollout, now: number): Readonly<Record<Color, Health>> {
    return {
      blue: this.#health(rollout, 'blue', now),
      green: this.#health(rollout, 'green', now),
    }
  }

  #health(rollout: Rollout, color: Color, now: number): Health {
    const isLive = color === liveOf(pointerOf(rollout))
    const totals = totalsOf(this.#both[color].evidence)
    return { totals, verdict: isLive ? this.verdict(rollout, now) : undefined }
  }

  /** Returns stable's evidence for a candidate. Stable itself is judged by the limits only. */
  #referenceFor(rollout: Rollout, color: Color): Evidence | undefined {
    return color === candidateOf(rollout) ? this.#both[rollout.stable].evidence : undefined
  }

  #keep(color: Color, evidence: Evidence): void {
    this.#both = { ...this.#both, [color]: { ...this.#both[color], evidence } }
  }
}

function storedOr(fallback: SlotEvidence, stored: SlotEvidence | undefined): SlotEvidence {
  return stored?.shape === EVIDENCE_SHAPE ? stored : fallback
}

function fresh({ release }: Slot, now: number): SlotEvidence {
  return { shape: EVIDENCE_SHAPE, release, evidence: emptyEvidence(Math.floor(now / SLICE_MS)) }
}

function candidateOf(rollout: Rollout): Color | undefined {
  return rollout.phase === 'baking' ? rollout.candidate : undefined
}
