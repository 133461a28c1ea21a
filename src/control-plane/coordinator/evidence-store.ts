import type { CallOrigin } from '../../core/outcomes/call-id.ts'
import { addCounts } from '../../core/detector/cohort.ts'
import { OTHER_ROUTE, type Evidence } from '../../core/detector/evidence.ts'
import { colors, type Color } from '../../core/routing/color.ts'
import { judge, type JudgeInput } from '../../core/detector/judge.ts'
import type { Limits } from '../../core/detector/limits.ts'
import type { CallTimes } from '../../core/reporting/call-times.ts'
import { shareOf } from '../../core/routing/pointer.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Tally } from '../../core/reporting/tally.ts'
import { noCounts } from '../../core/detector/counts.ts'
import {
  countedTallies,
  followedClock,
  isBeforeStaging,
} from '../../core/rollout/evidence-clock.ts'
import { candidateOf, judgedOf, takesTraffic } from '../../core/rollout/candidate.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { evidenceAfter, OPEN_MS, recoveryOf, withoutPast } from '../../core/rollout/recovery.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import { healthOf, type Health } from './color-health.ts'
import type { Grade } from './feedback.ts'
import { objectivesOf, withFirstByte, type Histograms } from './learned-objectives.ts'
import { emptyFrom, encodedSlot, freshSlot, storedOr, type SlotEvidence } from './slot-evidence.ts'
import type { StoredSlotEvidence } from './store.ts'

type BothEvidence = Readonly<Record<Color, SlotEvidence>>
type StoredBothEvidence = Readonly<Record<Color, StoredSlotEvidence>>

/** Evidence on both colors. Counts of a release that is no longer in its slot are dropped. */
export class EvidenceStore {
  readonly #limits: Limits
  #both: BothEvidence

  constructor(
    stored: StoredBothEvidence | undefined,
    rollout: Rollout,
    limits: Limits,
    now: number
  ) {
    this.#limits = limits
    this.#both = {
      blue: storedOr(freshSlot(rollout.slots.blue, now), stored?.blue),
      green: storedOr(freshSlot(rollout.slots.green, now), stored?.green),
    }
  }

  /** The evidence to store. */
  get evidence(): StoredBothEvidence {
    return { blue: encodedSlot(this.#both.blue), green: encodedSlot(this.#both.green) }
  }

  /** Returns the evidence on a color. */
  of(color: Color): Evidence {
    return this.#both[color].evidence
  }

  /** Returns the times to first byte of a color, by route class. */
  firstByteOf(color: Color): Histograms {
    return this.#both[color].firstByteTimes
  }

  /** Adds a report whose slices are by this coordinator's clock. */
  addReport(rollout: Rollout, { tallies, times = [] }: Report, now: number): void {
    this.addTallies(rollout, tallies, now)
    this.#addFirstByte(times)
  }

  /** Adds counts to the slices in which the calls started. */
  addTallies(rollout: Rollout, tallies: readonly Tally[], now: number): void {
    for (const color of colors) {
      const { release, ...slot } = this.#both[color]
      const own = tallies.filter((tally) => tally.color === color && tally.release === release)
      if (own.length === 0) continue
      const { evidence, countsFrom } = followedClock(slot, now)
      const counted = countedTallies(own, countsFrom, evidence)
      const reference = this.#referenceFor(rollout, color)
      const added = addCounts(evidence, counted, now, this.#limits, reference)
      this.#keep(color, { evidence: added, countsFrom })
    }
  }

  #addFirstByte(parts: readonly CallTimes[]): void {
    for (const part of parts) {
      const own = this.#both[part.color]
      if (own.release !== part.release) continue
      this.#keep(part.color, { firstByteTimes: withFirstByte(own.firstByteTimes, part) })
    }
  }

  /** Objectives for the time to first byte by route class, learned from stable's own times. */
  objectivesMs({ stable }: Rollout): Readonly<Record<string, number>> {
    return objectivesOf(this.#both[stable].firstByteTimes)
  }

  /** Adds a grade to the slice in which its call started; false when the evidence began later. */
  grade(rollout: Rollout, call: CallOrigin, { ok, quality }: Grade, now: number): boolean {
    const { release, countsFrom } = this.#both[call.color]
    if (call.slice < countsFrom || isBeforeStaging(call.slice, rollout.slots[call.color]))
      return false
    const graded = { [quality]: { calls: 1, bad: ok ? 0 : 1 } }
    const tally = { ...noCounts, ...call, route: OTHER_ROUTE, release, quality: graded }
    this.addTallies(rollout, [tally], now)
    return true
  }

  /**
   * Resets the evidence of a slot whose release changed, and of a color that takes traffic from now
   * on. That of a candidate goes on from step to step and in the bake.
   */
  follow(before: Rollout, after: Rollout, now: number): void {
    for (const color of colors) {
      const isReplaced = releaseIdOf(before.slots[color]) !== releaseIdOf(after.slots[color])
      const takesItAgain = takesTraffic(after, color) && !takesTraffic(before, color)
      if (isReplaced) this.#both = { ...this.#both, [color]: freshSlot(after.slots[color], now) }
      else if (takesItAgain) this.#keep(color, emptyFrom(now, before.liveSince))
    }
  }

  /** Returns the verdict on the candidate, or on stable when there is none. */
  verdict(rollout: Rollout, now: number): Verdict {
    return judge(this.judged(rollout, now))
  }

  /** Returns the verdict on the same color by the calls alone that started after a time. */
  verdictAfter(time: number, rollout: Rollout, now: number): Verdict {
    const { evidence } = this.#both[judgedOf(rollout)]
    return judge(this.#inputFor(rollout, evidenceAfter(evidence, time), now))
  }

  /** Returns what the verdict on the same color is made from. */
  judged(rollout: Rollout, now: number): JudgeInput {
    return this.#inputFor(rollout, this.#both[judgedOf(rollout)].evidence, now)
  }

  /**
   * Returns the verdict on stable by its calls of the last minutes, against the limits alone.
   * Undefined unless a candidate is on trial and stable takes a share of the calls.
   */
  verdictOnStable(rollout: Rollout, now: number): Verdict | undefined {
    const { stable: color } = rollout
    if (judgedOf(rollout) === color || !takesTraffic(rollout, color)) return undefined
    const candidate = evidenceAfter(this.#both[color].evidence, now - OPEN_MS)
    return judge({ color, candidate, now, limits: this.#limits })
  }

  #inputFor(rollout: Rollout, candidate: Evidence, now: number): JudgeInput {
    const color = judgedOf(rollout)
    const reference = this.#referenceFor(rollout, color)
    const input = { color, candidate, now, limits: this.#limits }
    if (reference === undefined) return input
    return { ...input, reference, stableShare: 1 - shareOf(pointerOf(rollout)) / 100 }
  }

  /** Returns a verdict that shows the end of an incident on the judged color, if there is one. */
  recovery(rollout: Rollout, badRate: number, now: number): Verdict | undefined {
    const color = judgedOf(rollout)
    const { evidence } = this.#both[color]
    return recoveryOf({ color, evidence, limits: this.#limits, badRate, now })
  }

  /** Forgets the evidence of older slices against the judged color. */
  forgetIncident(rollout: Rollout): void {
    const color = judgedOf(rollout)
    this.#keep(color, { evidence: withoutPast(this.#both[color].evidence) })
  }

  /** Returns the counts of both colors, and the verdict on the judged one, for the status. */
  healthOfBoth(rollout: Rollout, now: number): Readonly<Record<Color, Health>> {
    return {
      blue: this.#health(rollout, 'blue', now),
      green: this.#health(rollout, 'green', now),
    }
  }

  #health(rollout: Rollout, color: Color, now: number): Health {
    const isJudged = color === judgedOf(rollout)
    return healthOf(this.#both[color], isJudged ? this.verdict(rollout, now) : undefined)
  }

  /** Returns stable's evidence for a candidate. Stable itself is judged by the limits only. */
  #referenceFor(rollout: Rollout, color: Color): Evidence | undefined {
    return color === candidateOf(rollout) ? this.#both[rollout.stable].evidence : undefined
  }

  #keep(color: Color, changed: Partial<SlotEvidence>): void {
    this.#both = { ...this.#both, [color]: { ...this.#both[color], ...changed } }
  }
}
