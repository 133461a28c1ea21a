import { emptyEvidence, type Evidence } from '../../core/detector/evidence.ts'
import { decodeEvidence, encodeEvidence } from '../../core/detector/stored-evidence.ts'
import { EVIDENCE_SHAPE, upgradeEvidence } from '../../core/detector/stored-shape.ts'
import { withNewBuckets } from '../../core/reporting/log-histogram.ts'
import { countsFromOf, sliceOf } from '../../core/rollout/evidence-clock.ts'
import { releaseIdOf, type Slot } from '../../core/routing/slot.ts'
import type { Histograms } from './learned-objectives.ts'
import type { StoredSlotEvidence } from './store.ts'

/** The evidence on the release in a slot. */
export interface SlotEvidence extends Pick<StoredSlotEvidence, 'release' | 'countsFrom'> {
  readonly evidence: Evidence
  /** Times to first byte by route class. */
  readonly firstByteTimes: Histograms
}

/** Returns the stored evidence, or `fallback` when there is none that this version can read. */
export function storedOr(
  fallback: SlotEvidence,
  stored: StoredSlotEvidence | undefined
): SlotEvidence {
  if (stored === undefined) return fallback
  const evidence = upgradeEvidence(stored)
  if (evidence === undefined) return fallback
  const { release, countsFrom } = stored
  const firstByteTimes = stored.firstByteTimes ?? rescaled(stored.firstByte ?? {})
  return { release, countsFrom, firstByteTimes, evidence: decodeEvidence(evidence) }
}

function rescaled(times: Histograms): Histograms {
  return Object.fromEntries(
    Object.entries(times).map(([route, histogram]) => [route, withNewBuckets(histogram)])
  )
}

/** Returns evidence in its stored form. */
export function encodedSlot(slot: SlotEvidence): StoredSlotEvidence {
  return { ...slot, shape: EVIDENCE_SHAPE, evidence: encodeEvidence(slot.evidence) }
}

/** Returns the evidence on a release that has just come into its slot. */
export function freshSlot(slot: Slot, now: number): SlotEvidence {
  return { release: releaseIdOf(slot), ...emptyFrom(now), firstByteTimes: {} }
}

/** Returns empty evidence of a color that takes the traffic from now on. It lost it at `lostAt`. */
export function emptyFrom(
  now: number,
  lostAt?: number
): Pick<SlotEvidence, 'evidence' | 'countsFrom'> {
  return { evidence: emptyEvidence(sliceOf(now)), countsFrom: countsFromOf(now, lostAt) }
}
