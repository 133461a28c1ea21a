import type { CallOrigin } from '../../core/outcomes/call-id.ts'
import { addCounts, totalsOf } from '../../core/detector/cohort.ts'
import { emptyEvidence, OTHER_ROUTE, type Evidence } from '../../core/detector/evidence.ts'
import { SLICE_MS } from '../../core/reporting/tally.ts'
import { colors, type Color } from '../../core/routing/color.ts'
import { judge } from '../../core/detector/judge.ts'
import { MAX_ROUTES, type Limits } from '../../core/detector/limits.ts'
import {
  callsIn,
  halved,
  learnedObjectiveMs,
  withCounts,
  type FirstByteCounts,
  type Histogram,
} from '../../core/reporting/first-byte.ts'
import { isSameSlot, liveOf, type Slot } from '../../core/routing/pointer.ts'
import type { Tally } from '../../core/reporting/tally.ts'
import { noCounts } from '../../core/detector/counts.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import type { Grade } from './feedback.ts'
import type { SlotEvidence } from './store.ts'

/** Shape of the stored evidence. Incremented when `Evidence` changes: older evidence is dropped. */
export const EVIDENCE_SHAPE = 2

/** Times to first byte that a histogram holds before it is halved. */
const MAX_FIRST_BYTE_CALLS = 20_000

type BothEvidence = Readonly<Record<Color, SlotEvidence>>

/** Counts of a color, and the verdict on it. */
export interface Health {
  readonly totals: ReturnType<typeof totalsOf>
  /** The release that the counts are about. */
  readonly release: string
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

  /** Adds an isolate's times to first byte. */
  addFirstByte(parts: readonly FirstByteCounts[]): void {
    for (const { color, release, route, buckets } of parts) {
      const own = this.#both[color]
      const isKnown = own.firstByte[route] !== undefined
      if (own.release !== release) continue
      if (!isKnown && Object.keys(own.firstByte).length > MAX_ROUTES) continue
      const histogram = bounded(withCounts(own.firstByte[route] ?? [], buckets))
      const firstByte = { ...own.firstByte, [route]: histogram }
      this.#both = { ...this.#both, [color]: { ...own, firstByte } }
    }
  }

  /** Objectives for the time to first byte by route class, learned from stable's own times. */
  objectivesMs({ stable }: Rollout): Readonly<Record<string, number>> {
    const learned = Object.entries(this.#both[stable].firstByte).flatMap(([route, histogram]) => {
      const objective = learnedObjectiveMs(histogram)
      return objective === undefined ? [] : [[route, objective] as const]
    })
    return Object.fromEntries(learned)
  }

  /** Adds a grade to the slice in which its call started; false when the evidence began later. */
  grade(rollout: Rollout, call: CallOrigin, { ok, quality }: Grade, now: number): boolean {
    const { release, evidence } = this.#both[call.color]
    if (call.slice < evidence.sinceSlice) return false
    const graded = { [quality]: { calls: 1, bad: ok ? 0 : 1 } }
    this.addTallies(
      rollout,
      [{ ...noCounts, ...call, route: OTHER_ROUTE, release, quality: graded }],
      now
    )
    return true
  }

  /** Resets the evidence of a slot whose release changed, and of a color that takes the traffic from now on. */
  follow(before: Rollout, after: Rollout, now: number): void {
    for (const color of colors) {
      const isReplaced = !isSameSlot(before.slots[color], after.slots[color])
      const isLiveAgain = color === liveOf(pointerOf(after)) && color !== liveOf(pointerOf(before))
      if (isReplaced) this.#both = { ...this.#both, [color]: fresh(after.slots[color], now) }
      else if (isLiveAgain) this.#restart(color, now)
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
    const { release } = this.#both[color]
    return { totals, release, verdict: isLive ? this.verdict(rollout, now) : undefined }
  }

  /** Returns stable's evidence for a candidate. Stable itself is judged by the limits only. */
  #referenceFor(rollout: Rollout, color: Color): Evidence | undefined {
    return color === candidateOf(rollout) ? this.#both[rollout.stable].evidence : undefined
  }

  /** Counts anew; what is known of the release's speed stays. */
  #restart(color: Color, now: number): void {
    const own = this.#both[color]
    const evidence = emptyEvidence(Math.floor(now / SLICE_MS))
    this.#both = { ...this.#both, [color]: { ...own, evidence } }
  }

  #keep(color: Color, evidence: Evidence): void {
    this.#both = { ...this.#both, [color]: { ...this.#both[color], evidence } }
  }
}

function storedOr(fallback: SlotEvidence, stored: SlotEvidence | undefined): SlotEvidence {
  return stored?.shape === EVIDENCE_SHAPE ? stored : fallback
}

function fresh({ release }: Slot, now: number): SlotEvidence {
  const evidence = emptyEvidence(Math.floor(now / SLICE_MS))
  return { shape: EVIDENCE_SHAPE, release, evidence, firstByte: {} }
}

/** Newer calls count for more: a histogram with many calls is halved. */
function bounded(histogram: Histogram): Histogram {
  return callsIn(histogram) > MAX_FIRST_BYTE_CALLS ? halved(histogram) : histogram
}

function candidateOf(rollout: Rollout): Color | undefined {
  return rollout.phase === 'baking' ? rollout.candidate : undefined
}
