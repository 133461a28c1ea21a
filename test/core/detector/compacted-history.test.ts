import { describe, expect, it } from 'vitest'
import { faultyAt, graded, groupsOf, seen, type Part } from '../../support/evidence.ts'

describe('grades of compacted slices', () => {
  it('do not hide that a second caller alone is graded bad', () => {
    const strict = (): readonly Part[] => [
      ...groupsOf(6, graded(10, 0)),
      graded(10, 6, { caller: 7 }),
    ]
    const reference = seen({ slices: 60, inSlice: strict })
    const before = seen({ from: 60, slices: 600, inSlice: strict, reference })
    const inSlice = (): readonly Part[] => [...strict(), graded(30, 30, { caller: 8 })]

    expect(faultyAt({ from: 660, slices: 60, inSlice, reference }, before)).toBeUndefined()
  })

  it('do not hide for more than a minute which caller adds good grades now', () => {
    const good = groupsOf(6, graded(10, 0))
    const reference = seen({ slices: 60, inSlice: () => good })
    const before = seen({
      from: 60,
      slices: 2000,
      inSlice: () => [...good, graded(200, 0, { caller: 1 })],
      reference,
    })
    const inSlice = (): readonly Part[] => [
      ...groupsOf(6, graded(10, 6)),
      graded(1000, 0, { caller: 8 }),
    ]

    expect(faultyAt({ from: 2060, slices: 60, inSlice, reference }, before)).toBeLessThan(2100)
  })
})

describe('faults of compacted slices', () => {
  it('do not hide that a second caller alone fails', () => {
    const strict = (): readonly Part[] => [
      ...groupsOf(6, { started: 10 }),
      { caller: 7, started: 10, fault: 6 },
    ]
    const reference = seen({ slices: 60, inSlice: strict })
    const before = seen({ from: 60, slices: 600, inSlice: strict, reference })
    const inSlice = (): readonly Part[] => [...strict(), { caller: 8, started: 30, fault: 30 }]

    expect(faultyAt({ from: 660, slices: 60, inSlice, reference }, before)).toBeUndefined()
  })
})
