import { describe, expect, it } from 'vitest'
import {
  encodedSlot,
  freshSlot,
  storedOr,
  type SlotEvidence,
} from '../../../src/control-plane/coordinator/slot-evidence.ts'
import type { StoredSlotEvidence } from '../../../src/control-plane/coordinator/store.ts'
import { totalsOf } from '../../../src/core/detector/cohort.ts'
import { encodeEvidence } from '../../../src/core/detector/stored-evidence.ts'
import { callsIn, quantileOf } from '../../../src/core/reporting/log-histogram.ts'
import { groupsOf, seen } from '../../support/evidence.ts'

const slot = { origin: 'http://127.0.0.1:1', release: 'v2', staging: 0 }

function withCalls(): SlotEvidence {
  const evidence = seen({ slices: 3, inSlice: () => groupsOf(2, { started: 4, fault: 1 }) })
  return { ...freshSlot(slot, 0), evidence }
}

/** The evidence as an older version wrote it, in a form without grades. */
function olderOf(evidence: SlotEvidence, shape: number): StoredSlotEvidence {
  const stored = encodedSlot(evidence)
  const { causes, ...older } = encodeEvidence(evidence.evidence)
  return JSON.parse(
    JSON.stringify({ ...stored, shape, evidence: shape === 3 ? older : { ...older, causes } })
  )
}

describe('stored evidence of a slot', () => {
  it('is read as it was written', () => {
    const causes = { 'fault/500': 1 }
    const evidence = seen({ slices: 3, inSlice: () => groupsOf(2, { fault: 1, causes }) })
    const written = { ...withCalls(), evidence }
    const stored: StoredSlotEvidence = JSON.parse(JSON.stringify(encodedSlot(written)))

    expect(storedOr(freshSlot(slot, 9_000), stored)).toEqual(written)
  })

  it.each([3, 4])('of shape %i is upgraded, with all its counts', (shape) => {
    const read = storedOr(freshSlot(slot, 9_000), olderOf(withCalls(), shape))

    expect(read).toEqual(withCalls())
    expect(totalsOf(read.evidence)).toMatchObject({ calls: 24, faults: 6 })
  })

  it('has the times of an older version in the buckets of this one', () => {
    const { firstByteTimes, ...stored } = encodedSlot(withCalls())
    const older = { ...stored, firstByte: { other: [0, 0, 0, 0, 0, 120] } }

    const { other = [] } = storedOr(freshSlot(slot, 9_000), older).firstByteTimes

    expect(firstByteTimes).toEqual({})
    expect(callsIn(other)).toBe(120)
    expect(quantileOf(other, 0.5)).toBeGreaterThanOrEqual(1.25 ** 5)
  })

  it('of an unknown version is dropped', () => {
    const fallback = freshSlot(slot, 9_000)

    expect(storedOr(fallback, olderOf(withCalls(), 99))).toBe(fallback)
  })
})
