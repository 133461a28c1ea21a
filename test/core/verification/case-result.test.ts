import { describe, expect, it } from 'vitest'
import {
  caseResultOf,
  describeCase,
  isDecided,
} from '../../../src/core/verification/case-result.ts'
import { answered, expectation, failed, goldenCase } from '../../support/golden.ts'

const valid = () => undefined
const expectA = expectation({ json: { label: { kind: 'equals', value: 'a' } } })
const right = answered({ label: 'a' })
const wrong = answered({ label: 'b' })

describe('a case with several runs', () => {
  const twoOfThree = goldenCase({ expect: expectA, runs: 3, passes: 2 })

  it('passes with as many right runs as it needs', () => {
    const result = caseResultOf(twoOfThree, [right, wrong, right], valid)

    expect(result).toMatchObject({ passed: true, right: 2, runs: 3 })
    expect(describeCase(result)).toBe('refund: passed (2 of 3 runs)')
  })

  it('fails with fewer, and tells the first difference', () => {
    const result = caseResultOf(twoOfThree, [wrong, failed('timed_out'), right], valid)

    expect(result).toMatchObject({ passed: false, right: 1, error: 'timed_out' })
    expect(describeCase(result)).toBe('refund: label: expected "a", got "b" (1 of 3 runs)')
  })

  it('is decided when the runs that are left cannot change its result', () => {
    expect(isDecided(twoOfThree, { right: 1, runs: 2 })).toBe(false)
    expect(isDecided(twoOfThree, { right: 2, runs: 2 })).toBe(true)
    expect(isDecided(twoOfThree, { right: 0, runs: 1 })).toBe(false)
    expect(isDecided(twoOfThree, { right: 0, runs: 2 })).toBe(true)
  })
})

it('tells a transport error from a wrong answer', () => {
  const result = caseResultOf(goldenCase(), [failed('unreachable')], valid)

  expect(result).toEqual({
    name: 'refund',
    passed: false,
    runs: 1,
    right: 0,
    mismatches: [],
    error: 'unreachable',
  })
  expect(describeCase(result)).toBe('refund: unreachable')
})

it('has the medians of the times of all answers', () => {
  const times = [30, 10, 20].map((totalMs) => answered({}, { totalMs, firstByteMs: totalMs / 2 }))

  expect(caseResultOf(goldenCase({ runs: 3, passes: 3 }), times, valid)).toMatchObject({
    firstByteMs: 10,
    totalMs: 20,
  })
})
