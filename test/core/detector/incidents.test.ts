import { describe, expect, it } from 'vitest'
import { groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const good = () => groupsOf(10, { started: 2 })
const broken = () => groupsOf(10, { started: 2, fault: 2 })
/** Returns calls with half of the rate that is allowed. */
const usual = (slice: number): readonly Part[] =>
  groupsOf(10, { started: 2 }).map((part) => ({
    ...part,
    fault: slice % 10 === 0 && part.caller === 1 + ((slice / 10) % 10) ? 1 : 0,
  }))

describe('an incident', () => {
  it('raises an alarm while it lasts, and none four minutes later', () => {
    const during = seen(
      { from: 60, slices: 300, inSlice: broken },
      seen({ slices: 60, inSlice: good })
    )
    expect(verdictOn(during, 360).kind).toBe('faulty')

    const after = seen({ from: 360, slices: 240, inSlice: usual }, during)

    expect(verdictOn(after, 600).kind).not.toBe('faulty')
  })

  it('raises no alarm in the second in which traffic returns', () => {
    const before = seen({ slices: 20, inSlice: broken }, seen({ slices: 0, inSlice: good }))
    const quiet = verdictOn(before, 3600)
    const back = seen({ from: 3600, slices: 1, inSlice: good }, before)

    expect(quiet.kind).not.toBe('faulty')
    expect(verdictOn(back, 3601).kind).not.toBe('faulty')
  })

  it('raises no alarm by two failed calls when traffic returns after ten minutes', () => {
    const before = seen({ slices: 300, inSlice: broken })

    const failed = [2, 3].map((caller) => ({ caller, fault: 1 }))

    const back = seen({ from: 900, slices: 1, inSlice: () => [...good(), ...failed] }, before)

    expect(verdictOn(back, 901).kind).not.toBe('faulty')
  })

  it('accumulates across usual pauses: five failures in an hour, one every ten minutes', () => {
    const rare = (slice: number): readonly Part[] =>
      slice % 600 === 0 ? [{ caller: 1 + slice / 600, fault: slice >= 6000 ? 1 : 0 }] : []

    const candidate = seen({ slices: 6000 + 4 * 600 + 1, inSlice: rare })

    expect(verdictOn(candidate, 6000 + 4 * 600 + 1).kind).toBe('faulty')
  })

  it('does not hide a later one', () => {
    const before = seen({ slices: 30, inSlice: broken })
    const after = seen({ from: 30, slices: 300, inSlice: usual }, before)

    const again = seen({ from: 330, slices: 1, inSlice: broken }, after)

    expect(verdictOn(again, 331).kind).toBe('faulty')
  })
})
