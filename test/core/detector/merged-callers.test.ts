import { describe, expect, it } from 'vitest'
import { faultyAt, graded, groupsOf, seen, type Part } from '../../support/evidence.ts'

describe('grades of many callers in each second', () => {
  const many = (slice: number, bad: number): readonly Part[] =>
    groupsOf(40).map((part, index) => graded(1, (index + 7 * slice) % 40 < bad ? 1 : 0, part))

  it('allow the candidate only the rate that they have together', () => {
    const reference = seen({ slices: 60, inSlice: (slice) => many(slice, 4) })

    const at = faultyAt({ from: 60, slices: 60, inSlice: (slice) => many(slice, 24), reference })

    expect(at).toBeLessThan(66)
  })

  it('allow the candidate their usual rate when one caller adds good grades', () => {
    const reference = seen({
      slices: 60,
      inSlice: (slice) => [...many(slice, 12), graded(500, 0, { caller: 50 })],
    })

    expect(
      faultyAt({ from: 60, slices: 60, inSlice: (slice) => many(slice, 12), reference })
    ).toBeUndefined()
  })

  it('count against the candidate when one caller adds good grades', () => {
    const reference = seen({ slices: 60, inSlice: (slice) => many(slice, 0) })
    const inSlice = (slice: number): readonly Part[] => [
      ...many(slice, 12),
      graded(500, 0, { caller: 50 }),
    ]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference })).toBeLessThan(80)
  })
})

describe('faults of many callers in each second', () => {
  it('count against the candidate when one caller adds good calls', () => {
    const many = (bad: number): readonly Part[] =>
      groupsOf(40, { started: 10 }).map((part, index) => ({ ...part, fault: index < bad ? 1 : 0 }))
    const reference = seen({ slices: 60, inSlice: () => many(0) })
    const inSlice = (): readonly Part[] => [...many(8), { caller: 50, started: 10_000 }]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference })).toBeLessThan(80)
  })
})
