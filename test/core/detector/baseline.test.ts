import { describe, expect, it } from 'vitest'
import { allowanceOf } from '../../../src/core/detector/baseline.ts'
import { book, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import type { Verdict } from '../../../src/core/detector/verdict.ts'
import { tally } from '../../support/evidence.ts'

interface Traffic {
  readonly from?: number
  readonly slices: number
  readonly part: Partial<Tally>
  readonly reference?: Evidence
}

/** The same in ten groups of callers in each slice. */
function shown(
  { from = 0, slices, part, reference }: Traffic,
  before = emptyEvidence(from)
): Evidence {
  let evidence = before
  for (let slice = from; slice < from + slices; slice++) {
    const tallies = Array.from({ length: 10 }, (_, caller) => tally({ slice, caller, ...part }))
    evidence = book(evidence, tallies, (slice + 1) * SLICE_MS - 1, limits, reference)
  }
  return evidence
}

function verdictOn(trial: Evidence, reference: Evidence, slices: number): Verdict {
  return judge({ color: 'green', trial, reference, now: slices * SLICE_MS, limits })
}

describe('what stable shows', () => {
  it('does not matter while it is better than the limit', () => {
    const reference = shown({ slices: 100, part: { started: 10 } })

    expect(allowanceOf(reference, 'fault', limits)).toMatchObject({
      usual: 0.01,
      isStableBad: false,
    })
  })

  it('costs little when there is little of it', () => {
    const reference = book(emptyEvidence(0), [tally({ started: 3 })], 0, limits)

    expect(allowanceOf(reference, 'fault', limits).usual).toBeLessThan(0.035)
  })

  it('is allowed to the candidate as well, with an upper confidence bound', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })

    const { usual, isStableBad } = allowanceOf(reference, 'fault', limits)

    expect(usual).toBeGreaterThan(0.04)
    expect(usual).toBeLessThan(0.045)
    expect(isStableBad).toBe(true)
  })

  it('saves a candidate that is no worse, and asks to hold', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })
    const trial = shown({ from: 100, slices: 300, part: { started: 25, fault: 1 }, reference })

    const verdict = verdictOn(trial, reference, 400)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
    expect(verdict.sentence).toContain('going back would not help')
  })

  it('does not save a candidate that is much worse', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })
    const trial = shown({ from: 100, slices: 3, part: { started: 25, fault: 8 }, reference })

    expect(verdictOn(trial, reference, 103).kind).toBe('faulty')
  })

  it('saves a candidate in an outage that both have at the same time, and after it', () => {
    let reference = shown({ slices: 100, part: { started: 2 } })
    let trial = shown({ slices: 100, part: { started: 2 } })
    for (let slice = 100; slice < 300; slice++) {
      const fault = slice < 130 ? 2 : 0
      reference = shown({ from: slice, slices: 1, part: { started: 2, fault } }, reference)
      trial = shown({ from: slice, slices: 1, part: { started: 2, fault }, reference }, trial)

      const verdict = verdictOn(trial, reference, slice + 1)

      expect(verdict.kind).not.toBe('faulty')
      if (slice === 129) expect(verdict).toMatchObject({ hold: true })
    }
  })
})

describe('matched pairs', () => {
  const outage = { started: 10, neutral: 2, shared: 2, fault: 8 }

  it('acquit the failures that nobody repeated when the other color fails the same calls', () => {
    const trial = shown({ slices: 30, part: outage })

    const verdict = judge({ color: 'green', trial, now: 30_000, limits })

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
  })

  it('still acquit once the slices are folded', () => {
    const during = shown({ slices: 30, part: outage })
    const after = shown({ from: 30, slices: 100, part: { started: 10 } }, during)

    expect(judge({ color: 'green', trial: after, now: 130_000, limits }).kind).not.toBe('faulty')
  })

  it('convict when the other color answers most of the repeated calls', () => {
    const part = { started: 10, neutral: 1, shared: 1, fault: 9, convicted: 2 }

    const trial = shown({ slices: 2, part })

    expect(judge({ color: 'green', trial, now: 2_000, limits }).kind).toBe('faulty')
  })
})
