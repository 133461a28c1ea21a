import { describe, expect, it } from 'vitest'
import {
  cancelReasonOf,
  colorToVerify,
  verifiedBy,
} from '../../../src/core/verification/run-end.ts'
import { verificationRun } from '../../support/golden.ts'
import { baking, idle, release } from '../../support/rollouts.ts'

const waiting = idle({
  slots: { blue: release(), green: release({ staging: 7, unverified: true }) },
})

describe('colorToVerify', () => {
  it('is the idle color, named or not', () => {
    expect(colorToVerify(waiting, undefined)).toBe('green')
    expect(colorToVerify(waiting, 'green')).toBe('green')
  })

  it('is neither the live color nor any in a bake', () => {
    expect(colorToVerify(waiting, 'blue')).toBeUndefined()
    expect(colorToVerify(baking(), 'blue')).toBeUndefined()
    expect(colorToVerify(baking(), undefined)).toBeUndefined()
  })
})

describe('cancelReasonOf', () => {
  it('is undefined while the release stands in the idle slot', () => {
    expect(cancelReasonOf(verificationRun(), waiting, {})).toBeUndefined()
  })

  it('says that another release was staged', () => {
    const run = verificationRun({ staging: 6 })

    expect(cancelReasonOf(run, waiting, {})).toBe('another release was staged in green')
  })

  it('says that the release went live', () => {
    const { slots } = waiting

    expect(cancelReasonOf(verificationRun(), baking({ slots }), {})).toBe('green went live')
    expect(cancelReasonOf(verificationRun(), idle({ slots, stable: 'green' }), {})).toBe(
      'green went live'
    )
  })

  it('says why the color cannot be called', () => {
    const unusable = { green: 'the secret KEY is not set' }

    expect(cancelReasonOf(verificationRun(), waiting, unusable)).toBe('the secret KEY is not set')
    expect(cancelReasonOf(verificationRun(), waiting, { blue: 'x' })).toBeUndefined()
  })
})

describe('verifiedBy', () => {
  const result = { name: 'refund', passed: true, runs: 1, right: 1, mismatches: [] }

  it('is the event of a run whose cases have all passed, with the cause of the run', () => {
    const run = verificationRun({ results: [result], endedAt: 2_000 })

    expect(verifiedBy(run)).toEqual({
      type: 'verified',
      color: 'green',
      staging: 7,
      cause: { ...run.cause, evidence: '1 of 1 golden requests passed' },
    })
  })

  it.each([
    ['goes on', { results: [result] }],
    ['failed', { results: [{ ...result, passed: false }], endedAt: 2_000 }],
    ['was cancelled', { results: [], endedAt: 2_000, cancelled: 'green went live' }],
  ])('is undefined when the run %s', (_, changes) => {
    expect(verifiedBy(verificationRun(changes))).toBeUndefined()
  })
})
