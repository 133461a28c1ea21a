import { describe, expect, it } from 'vitest'
import { baselineOf } from '../../../src/core/detector/baseline.ts'
import { addCounts, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
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
    evidence = addCounts(evidence, tallies, (slice + 1) * SLICE_MS - 1, limits, reference)
  }
  return evidence
}

function verdictOn(candidate: Evidence, reference: Evidence, slices: number): Verdict {
  return judge({ color: 'green', candidate, reference, now: slices * SLICE_MS, limits })
}

describe('what stable shows', () => {
  it('does not matter while it is better than the limit', () => {
    const reference = shown({ slices: 100, part: { started: 10 } })

    expect(baselineOf(reference, 'fault', limits)).toMatchObject({
      rate: 0.01,
      isStableFaulty: false,
    })
  })

  it('costs little when there is little of it', () => {
    const reference = addCounts(emptyEvidence(0), [tally({ started: 3 })], 0, limits)

    expect(baselineOf(reference, 'fault', limits).rate).toBeLessThan(0.035)
  })

  it('is allowed to the candidate as well, with an upper confidence bound', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })

    const { rate, isStableFaulty } = baselineOf(reference, 'fault', limits)

    expect(rate).toBeGreaterThan(0.04)
    expect(rate).toBeLessThan(0.045)
    expect(isStableFaulty).toBe(true)
  })

  it('saves a candidate that is no worse, and asks to hold', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })
    const candidate = shown({ from: 100, slices: 300, part: { started: 25, fault: 1 }, reference })

    const verdict = verdictOn(candidate, reference, 400)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
    expect(verdict.summary).toContain('going back would not help')
  })

  it('does not save a candidate that is much worse', () => {
    const reference = shown({ slices: 100, part: { started: 25, fault: 1 } })
    const candidate = shown({ from: 100, slices: 3, part: { started: 25, fault: 8 }, reference })

    expect(verdictOn(candidate, reference, 103).kind).toBe('faulty')
  })

  it('saves a candidate in an outage that both have at the same time, and after it', () => {
    let reference = shown({ slices: 100, part: { started: 2 } })
    let candidate = shown({ slices: 100, part: { started: 2 } })
    for (let slice = 100; slice < 300; slice++) {
      const fault = slice < 130 ? 2 : 0
      reference = shown({ from: slice, slices: 1, part: { started: 2, fault } }, reference)
      candidate = shown(
        { from: slice, slices: 1, part: { started: 2, fault }, reference },
        candidate
      )

      const verdict = verdictOn(candidate, reference, slice + 1)

      expect(verdict.kind).not.toBe('faulty')
      if (slice === 129) expect(verdict).toMatchObject({ hold: true })
    }
  })
})

describe('matched pairs', () => {
  const outage = { started: 10, neutral: 2, concordant: 2, fault: 8 }

  it('discount the failures that nobody repeated when the other color fails the same calls', () => {
    const candidate = shown({ slices: 30, part: outage })

    const verdict = judge({ color: 'green', candidate, now: 30_000, limits })

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
  })

  it('still discount them once the slices are compacted', () => {
    const during = shown({ slices: 30, part: outage })
    const after = shown({ from: 30, slices: 100, part: { started: 10 } }, during)

    expect(judge({ color: 'green', candidate: after, now: 130_000, limits }).kind).not.toBe(
      'faulty'
    )
  })

  it('count in full when the other color answers most of the repeated calls', () => {
    const part = { started: 10, neutral: 1, concordant: 1, fault: 9, discordant: 2 }

    const candidate = shown({ slices: 2, part })

    expect(judge({ color: 'green', candidate, now: 2_000, limits }).kind).toBe('faulty')
  })
})
