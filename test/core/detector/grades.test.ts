import { describe, expect, it } from 'vitest'
import { faultyAt, graded, groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const honest = (calls: number, bad: number): readonly Part[] => groupsOf(6, graded(calls, bad))

const stable = seen({ slices: 60, inSlice: () => honest(1, 0) })

describe('bad grades', () => {
  it.each([
    ['of one caller', 7],
    ['of strangers', 0],
  ])('%s do not count alone while others are graded well', (_, caller) => {
    const inSlice = (): readonly Part[] => [...honest(1, 0), graded(30, 30, { caller })]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: stable })).toBeUndefined()
  })

  it('of one caller and of strangers do not count while others are graded well', () => {
    const inSlice = (): readonly Part[] => [
      ...honest(1, 0),
      graded(30, 30, { caller: 7 }),
      graded(30, 30, { caller: 0 }),
    ]

    expect(faultyAt({ from: 60, slices: 250, inSlice, reference: stable })).toBeUndefined()
  })

  it('of one caller do not count before the others are graded on the candidate', () => {
    const inSlice = (): readonly Part[] => [
      ...groupsOf(6, { started: 10 }),
      graded(30, 30, { caller: 7 }),
    ]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: stable })).toBeUndefined()
  })

  it('of one caller do not count for a quality of their own', () => {
    const inSlice = (): readonly Part[] => [
      ...honest(1, 0),
      { caller: 7, quality: { invented: { calls: 30, bad: 30 } } },
    ]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: stable })).toBeUndefined()
  })

  it.each([
    ['of one caller', 7],
    ['of strangers', 0],
  ])('%s count when hardly anybody else is graded', (_, caller) => {
    const onStable = seen({
      slices: 60,
      inSlice: (slice) => [
        ...groupsOf(6, { started: 10 }),
        graded(5, 0, { caller }),
        ...(slice === 0 ? [graded(3, 0, { caller: 1 })] : []),
      ],
    })
    const inSlice = (): readonly Part[] => [
      ...groupsOf(6, { started: 10 }),
      graded(5, 5, { caller }),
    ]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: onStable })).toBeLessThan(65)
  })

  it.each(['constructor', '__proto__'])('count for a quality with the name %s', (name) => {
    const inSlice = (): readonly Part[] =>
      groupsOf(6, { started: 10, quality: { [name]: { calls: 1, bad: 1 } } })

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: stable })).toBeLessThan(66)
  })

  it('of several callers count, however many good ones one caller adds', () => {
    const inSlice = (): readonly Part[] => [...honest(1, 1), graded(100, 0, { caller: 7 })]

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: stable })).toBeLessThan(66)
  })

  it('of one caller keep a color from being called healthy, and the summary says why', () => {
    const inSlice = (): readonly Part[] => [...honest(1, 0), graded(30, 30, { caller: 7 })]

    const verdict = verdictOn(
      seen({ from: 60, slices: 60, inSlice, reference: stable }),
      120,
      stable
    )

    expect(verdict).toMatchObject({ kind: 'undecided', signal: 'quality:wording' })
    expect(verdict.summary).toContain('nearly all of them from one caller or from strangers')
  })
})

describe('the grades of stable', () => {
  const usual = seen({ slices: 60, inSlice: () => groupsOf(6, graded(10, 3)) })

  it('allow the candidate the same rate, also when it is high and long ago', () => {
    const inSlice = (): readonly Part[] => groupsOf(6, graded(10, 3))

    expect(faultyAt({ from: 700, slices: 60, inSlice, reference: usual })).toBeUndefined()
  })

  it('allow the candidate nothing that one caller or strangers graded', () => {
    const poisoned = seen({
      slices: 60,
      inSlice: () => [
        ...honest(1, 0),
        graded(50, 50, { caller: 7 }),
        graded(50, 50, { caller: 0 }),
      ],
    })
    const inSlice = (): readonly Part[] => honest(1, 1)

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: poisoned })).toBeLessThan(66)
  })

  it.each([
    ['one caller', 7],
    ['strangers', 0],
  ])('allow others little when only those of %s are known', (_, caller) => {
    const poisoned = seen({ slices: 60, inSlice: () => [graded(50, 50, { caller })] })
    const inSlice = (): readonly Part[] => honest(1, 1)

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: poisoned })).toBeLessThan(68)
  })

  it('allow one caller its own rate when it alone is graded on both colors', () => {
    const inSlice = (): readonly Part[] => [
      ...groupsOf(6, { started: 10 }),
      graded(10, 6, { caller: 7 }),
    ]
    const strict = seen({ slices: 60, inSlice })

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: strict })).toBeUndefined()
  })

  it('allow the usual rate of most callers when one caller adds good grades', () => {
    const flattered = seen({
      slices: 60,
      inSlice: () => [...groupsOf(6, graded(10, 3)), graded(500, 0, { caller: 7 })],
    })
    const inSlice = (): readonly Part[] => groupsOf(6, graded(10, 3))

    expect(faultyAt({ from: 60, slices: 60, inSlice, reference: flattered })).toBeUndefined()
  })

  it('allow a caller its own rate, also when its share of the grades grows', () => {
    const strict = (share: number): readonly Part[] => [
      ...honest(10, 0),
      graded(10 * share, 6 * share, { caller: 7 }),
      graded(10 * share, 6 * share, { caller: 8 }),
    ]
    const before = seen({ slices: 60, inSlice: () => strict(1) })

    expect(
      faultyAt({ from: 60, slices: 60, inSlice: () => strict(10), reference: before })
    ).toBeUndefined()
  })
})
