import { describe, expect, it } from 'vitest'
import {
  isAlone,
  outlierCaller,
  withoutCaller,
  addByCaller,
} from '../../../src/core/detector/outlier-caller.ts'
import { noCounts } from '../../../src/core/detector/counts.ts'

describe('the caller that stands out', () => {
  it('is nobody while nobody is well ahead of all others', () => {
    expect(outlierCaller([])).toBeUndefined()
    expect(outlierCaller([1, 0, 0])).toBeUndefined()
    expect(outlierCaller([5, 4, 4.9])).toBeUndefined()
  })

  it('is the one that is well ahead, wherever it stands', () => {
    expect(outlierCaller([7, 5, 0])).toBe(0)
    expect(outlierCaller([5, 7, 0])).toBe(1)
    expect(outlierCaller([0, 5, 7])).toBe(2)
  })

  it('is alone when hardly anyone else was heard of late', () => {
    expect(isAlone([100, 0.9], 0)).toBe(true)
    expect(isAlone([100, 1], 0)).toBe(false)
  })
})

describe('a cohort without one caller', () => {
  const counts = { ...noCounts, started: 12, success: 6, neutral: 1, fault: 3, overload: 2 }
  const cohort = {
    slice: 0,
    counts,
    callers: [[3, 4, 2, 1, 0] as const, [9, 7, 1, 1, 0] as const],
    quality: { wording: { calls: 2, bad: 1 } },
  }

  it('has the calls of the others, by each signal', () => {
    expect(withoutCaller(cohort, 'fault', 3)).toEqual({ calls: 6, bad: 1 })
    expect(withoutCaller(cohort, 'overload', 3)).toEqual({ calls: 7, bad: 1 })
    expect(withoutCaller(cohort, 'quality:wording', 3)).toEqual({ calls: 2, bad: 1 })
  })

  it('is whole without a caller to leave out', () => {
    expect(withoutCaller(cohort, 'fault', undefined)).toEqual({ calls: 9, bad: 3 })
    expect(withoutCaller(cohort, 'fault', 5)).toEqual({ calls: 9, bad: 3 })
  })

  it('adds up by caller without gaps', () => {
    expect(addByCaller([1], [cohort], ([, , fault]) => fault)).toEqual([
      1, 0, 0, 2, 0, 0, 0, 0, 0, 1,
    ])
  })
})
