import { describe, expect, it } from 'vitest'
import { heaviestCaller, outlierCaller } from '../../../src/core/detector/outlier-caller.ts'
import { STRANGERS } from '../../../src/core/detector/rows.ts'
import { alternativesTo } from '../../../src/core/detector/statistic.ts'
import { groupsOf, seen, type Part } from '../../support/evidence.ts'

function outlierOf(slices: number, inSlice: (slice: number) => readonly Part[]) {
  const evidence = seen({ slices, inSlice })
  const selection = { scope: 'all', signal: 'fault', heaviest: undefined } as const
  return outlierCaller(evidence, selection, alternativesTo(0.01))
}

describe('the outlier caller', () => {
  it('is undefined without a bad call', () => {
    expect(outlierOf(5, () => groupsOf(5))).toBeUndefined()
  })

  it('is the one with the highest rate, not the one with the most bad calls', () => {
    const large = { caller: 1, started: 1000, fault: 8 }
    const small = { caller: 2, started: 5, fault: 5 }

    expect(outlierOf(5, () => [large, small])).toBe(2)
  })

  it('is one that failed in a burst, although a large one fails all the time', () => {
    const large = { caller: 1, started: 200, fault: 1 }
    const burst = { caller: 2, started: 10, fault: 10 }

    expect(outlierOf(100, (slice) => (slice === 50 ? [large, burst] : [large]))).toBe(2)
  })

  it('is never the group of strangers', () => {
    expect(outlierOf(1, () => [{ caller: STRANGERS, started: 9, fault: 9 }])).toBeUndefined()
  })

  it('is not a caller whose failed calls the other color answered well', () => {
    const answered = { caller: 1, started: 9, fault: 9, discordant: 9 }
    const alone = { caller: 2, started: 9, fault: 2 }

    expect(outlierOf(1, () => [answered, alone])).toBe(2)
  })
})

describe('the heaviest caller', () => {
  it('is the known caller with the most answered calls', () => {
    const { rows } = seen({
      slices: 1,
      inSlice: () => [
        { caller: STRANGERS, started: 100 },
        { caller: 1, started: 10 },
        { caller: 2, started: 30, neutral: 25 },
      ],
    })

    expect(heaviestCaller(rows)).toBe(1)
  })

  it('is undefined when only strangers call', () => {
    const { rows } = seen({ slices: 1, inSlice: () => [{ caller: STRANGERS, started: 100 }] })

    expect(heaviestCaller(rows)).toBeUndefined()
  })
})
