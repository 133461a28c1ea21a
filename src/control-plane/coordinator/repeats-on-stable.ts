import type { RepeatCounts } from '../../core/reporting/repeats.ts'
import { sliceOf } from '../../core/rollout/evidence-clock.ts'
import { readinessOf, type Readiness } from '../../core/rollout/stable-readiness.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { isSameSlot, releaseIdOf, type Slot } from '../../core/routing/slot.ts'

/** Slices for which answers are remembered: a minute, for the status. */
const KEPT_SLICES = 60

/** What stable answered to repeated calls in the last minute, and what that shows. */
export interface StableAnswers {
  readonly answered: number
  readonly failed: number
  readonly readiness: Readiness
}

/**
 * The answers of stable to calls that the candidate failed or refused. They are in memory only:
 * after an eviction a probe shows whether stable is ready, until the next answers come.
 */
export class RepeatsOnStable {
  #slot: Slot | undefined
  /** By slice, and by caller group. */
  #slices = new Map<number, Map<number, RepeatCounts>>()

  /** Adds the answers of stable during a bake. Those of other releases do not count. */
  add(rollout: Rollout, parts: readonly RepeatCounts[], now: number): void {
    const { stable, slots } = rollout
    if (this.#slot === undefined || !isSameSlot(this.#slot, slots[stable])) this.#slices.clear()
    this.#slot = slots[stable]
    const newest = sliceOf(now)
    for (const part of parts) {
      const isOwn = part.color === stable && part.release === releaseIdOf(slots[stable])
      // The clock of the isolate may be ahead.
      if (isOwn) this.#count({ ...part, slice: Math.min(part.slice, newest) })
    }
    for (const slice of this.#slices.keys()) {
      if (Math.abs(newest - slice) >= KEPT_SLICES) this.#slices.delete(slice)
    }
  }

  /** Returns the answers of the last minute; undefined when there are none, and when idle. */
  of(rollout: Rollout, now: number): StableAnswers | undefined {
    if (rollout.phase === 'idle' || this.#slot === undefined) return undefined
    if (!isSameSlot(this.#slot, rollout.slots[rollout.stable])) return undefined
    const since = sliceOf(now) - KEPT_SLICES
    const recent = [...this.#slices]
      .filter(([slice]) => slice > since)
      .flatMap(([, groups]) => [...groups.values()])
    if (recent.length === 0) return undefined
    return {
      answered: recent.reduce((sum, { answered }) => sum + answered, 0),
      failed: recent.reduce((sum, { failed }) => sum + failed, 0),
      readiness: readinessOf(recent, now),
    }
  }

  #count(part: RepeatCounts): void {
    const groups = this.#slices.get(part.slice) ?? new Map<number, RepeatCounts>()
    const { answered = 0, failed = 0 } = groups.get(part.caller) ?? {}
    groups.set(part.caller, {
      ...part,
      answered: answered + part.answered,
      failed: failed + part.failed,
    })
    this.#slices.set(part.slice, groups)
  }
}
