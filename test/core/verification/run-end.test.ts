import { describe, expect, it } from 'vitest'
import {
  cancelReasonOf,
  colorToVerify,
  eventOfEnd,
  noteOfCancel,
  noteOfFailure,
  noteOfRemoval,
} from '../../../src/core/verification/run-end.ts'
import { goldenCase, verificationRun } from '../../support/golden.ts'
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

const right = { name: 'refund', passed: true, runs: 1, right: 1, mismatches: [] }
const mismatches = [{ what: 'label', expected: '"a"', got: '"b"' }]
const wrong = { ...right, name: 'billing', passed: false, right: 0, mismatches }
const { cause } = verificationRun()

describe('the event of the end of a run', () => {
  it('verifies the release when all cases have passed, with the cause of the run', () => {
    const run = verificationRun({ results: [right], endedAt: 2_000 })

    expect(eventOfEnd(run)).toEqual({
      type: 'verified',
      color: 'green',
      staging: 7,
      cause: { ...cause, evidence: 'golden: 1 of 1 golden requests passed' },
    })
  })

  it('names the suite and the cases that failed', () => {
    const suite = { cases: [goldenCase(), goldenCase(), goldenCase()] }
    const unanswered = { ...wrong, name: 'other', mismatches: [], error: 'timed_out' as const }
    const run = verificationRun({ suite, results: [right, wrong, unanswered], endedAt: 2_000 })

    expect(eventOfEnd(run)).toEqual({
      type: 'verification_failed',
      color: 'green',
      staging: 7,
      cause: {
        ...cause,
        evidence:
          'golden: 1 of 3 golden requests passed; failed: billing: label: expected "a", got "b"; other: timed_out',
      },
    })
  })

  it('describes ten cases at most, without hidden characters', () => {
    const got = [{ what: 'label', expected: 'a', got: '\u001b[2Jb' }]
    const results = Array.from({ length: 12 }, () => ({ ...wrong, mismatches: got }))
    const run = verificationRun({ results, endedAt: 2_000 })

    const { evidence = '' } = eventOfEnd(run)?.cause ?? {}

    expect(evidence).toContain(String.raw`got \u{1b}[2Jb`)
    expect(evidence.match(/billing/g)).toHaveLength(10)
    expect(evidence).toMatch(/; and 2 more$/)
  })

  it.each([
    ['goes on', { results: [right] }],
    ['was cancelled', { results: [wrong], endedAt: 2_000, cancelled: 'green went live' }],
  ])('is undefined when the run %s', (_, changes) => {
    expect(eventOfEnd(verificationRun(changes))).toBeUndefined()
  })
})

describe('the note of a run', () => {
  const about = { color: 'green', release: 'v2', staging: 7 }

  it('names the release of a failure', () => {
    const event = { type: 'verification_failed', color: 'green', staging: 7, cause } as const

    expect(noteOfFailure(verificationRun(), event)).toEqual({
      action: 'verification_failed',
      cause,
      about,
    })
  })

  it('names who or what cancelled a run', () => {
    const run = verificationRun({ endedAt: 2_000, cancelled: 'green went live' })
    const by = { by: 'router', source: 'verification', reason: 'green went live' }

    expect(noteOfCancel(run, by)).toEqual({
      action: 'verification_cancelled',
      about,
      cause: {
        ...by,
        evidence: 'golden: 0 of 1 golden requests passed; ended early: green went live',
      },
    })
  })

  it('names a suite that was removed', () => {
    expect(noteOfRemoval('golden', cause)).toEqual({
      action: 'remove_suite',
      cause: { ...cause, evidence: 'suite golden' },
    })
  })
})
