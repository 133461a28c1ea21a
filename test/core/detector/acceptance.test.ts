import { describe, expect, it } from 'vitest'
import { groupsOf, seen, verdictOn } from '../../support/evidence.ts'
describe('a color that hangs after many good calls', () => {
  const stable = () => seen({ slices: 200, inSlice: () => groupsOf(20) })

  it.each([
    ['clients leave', 900, { neutral: 1 }],
    ['all calls are in progress', 500, { success: 0 }],
  ] as const)('is not healthy while %s', (_, end, hang) => {
    const reference = stable()
    const inSlice = (slice: number) => groupsOf(20, slice < 300 ? {} : hang)
    const candidate = seen({ from: 200, slices: end - 200, reference, inSlice })

    const verdict = verdictOn(candidate, end, reference)

    expect(verdict.kind).not.toBe('healthy')
    expect(verdict.summary).toMatch(/none of the newest \d+ calls has succeeded/)
  })
})
