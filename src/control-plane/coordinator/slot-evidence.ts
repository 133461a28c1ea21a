import { emptyEvidence, type Evidence } from '../../core/detector/evidence.ts'
import { decodeEvidence, encodeEvidence } from '../../core/detector/stored-evidence.ts'
import { countsFromOf, sliceOf } from '../../core/rollout/evidence-clock.ts'
import { releaseIdOf, type Slot } from '../../core/routing/slot.ts'
import type { StoredSlotEvidence } from './store.ts'

/** Shape of the stored evidence. Incremented when its form changes: `upgraded` reads older forms. */
const EVIDENCE_SHAPE = 4

/** The evidence on the release in a slot. */
export interface SlotEvidence extends Omit<StoredSlotEvidence, 'evidence'> {
  readonly evidence: Evidence
}

/** Returns the stored evidence, or `fallback` when there is none that this version can read. */
export function storedOr(
  fallback: SlotEvidence,
  stored: StoredSlotEvidence | undefined
): SlotEvidence {
  const current = stored === undefined ? undefined : upgraded(stored)
  return current === undefined
    ? fallback
    : { ...current, evidence: decodeEvidence(current.evidence) }
}

/** Returns evidence in its stored form. */
export function encodedSlot(slot: SlotEvidence): StoredSlotEvidence {
  return { ...slot, evidence: encodeEvidence(slot.evidence) }
}

/** Returns the evidence on a release that has just come into its slot. */
export function freshSlot(slot: Slot, now: number): SlotEvidence {
  const release = releaseIdOf(slot)
  return { shape: EVIDENCE_SHAPE, release, ...emptyFrom(now), firstByte: {} }
}

/** Returns empty evidence of a color that takes the traffic from now on. It lost it at `lostAt`. */
export function emptyFrom(
  now: number,
  lostAt?: number
): Pick<SlotEvidence, 'evidence' | 'countsFrom'> {
  return { evidence: emptyEvidence(sliceOf(now)), countsFrom: countsFromOf(now, lostAt) }
}

/** Evidence of shape 3 has no causes. Undefined for another shape that is not the current one. */
function upgraded(stored: StoredSlotEvidence): StoredSlotEvidence | undefined {
  if (stored.shape === EVIDENCE_SHAPE) return stored
  if (stored.shape !== 3) return undefined
  return { ...stored, shape: EVIDENCE_SHAPE, evidence: { ...stored.evidence, causes: [] } }
}
