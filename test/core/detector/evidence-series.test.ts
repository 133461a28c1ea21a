import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blockOf,
  bounded,
  isSampleDue,
  sampleAfter,
  thinned,
  type EvidenceSample,
} from '../../../src/core/detector/evidence-series.ts'

const none = { ratio: 0, signal: undefined, scope: undefined }
const facts = { now: 5_000, color: 'green', share: 10, calls: 3, faults: 1 } as const

function sample(overrides: Partial<EvidenceSample>): EvidenceSample {
  const rest = { share: 10, ratio: 0, signal: null, calls: 1, faults: 0 }
  return { at: 0, color: 'green', ...rest, ...overrides }
}

describe('a sample', () => {
  it('has the signal and the calls that it is about', () => {
    const strongest = { ratio: 0.5, signal: 'slow', scope: 'known callers' } as const

    expect(sampleAfter(undefined, { ...facts, strongest })).toEqual({
      at: 5_000,
      color: 'green',
      share: 10,
      ratio: 0.5,
      signal: 'slow',
      scope: 'known callers',
      calls: 3,
      faults: 1,
    })
  })

  it('has no signal without evidence', () => {
    const shown = sampleAfter(undefined, { ...facts, strongest: none })

    expect(shown).toMatchObject({ ratio: 0, signal: null })
    expect(shown).not.toHaveProperty('scope')
  })

  it('shows the threshold only when it is reached', () => {
    const ratioAt = (ratio: number) =>
      sampleAfter(undefined, { ...facts, strongest: { ...none, ratio, signal: 'fault' } }).ratio

    expect(ratioAt(0.99999)).toBe(0.999)
    expect(ratioAt(1)).toBe(1)
  })

  it('is later than the one before, also when the clock was set back', () => {
    const after = (at: number) => sampleAfter({ at }, { ...facts, strongest: none }).at

    expect([after(4_999), after(5_000), after(9_000)]).toEqual([5_000, 5_001, 9_001])
  })
})

describe('the next sample', () => {
  const due = (passed: number, isAtRest: boolean, before = 0, ratio = 0) =>
    isSampleDue({ at: 100_000, ratio: before }, { isAtRest, ratio, now: 100_000 + passed })

  it('comes after about a second of a rollout', () => {
    expect([due(899, false), due(900, false)]).toEqual([false, true])
  })

  it('comes after about a second while there is evidence, and when it rises and ends', () => {
    expect([due(899, true, 0.1), due(900, true, 0.1)]).toEqual([false, true])
    expect([due(899, true, 0, 0.1), due(900, true, 0, 0.1)]).toEqual([false, true])
  })

  it('comes after ten seconds of a color at rest', () => {
    expect([due(9_999, true), due(10_000, true)]).toEqual([false, true])
  })

  it('comes at once when there is none, or when the clock was set back', () => {
    expect(isSampleDue(undefined, { isAtRest: true, ratio: 0, now: 0 })).toBe(true)
    expect(due(-1, true)).toBe(true)
  })
})

describe('a thinned block', () => {
  it('has the strongest sample of each minute and color, with the calls of all', () => {
    const samples = [
      sample({ at: 1_000, ratio: 0.2, signal: 'fault', faults: 1 }),
      sample({ at: 2_000, ratio: 1.1, signal: 'fault', faults: 2 }),
      sample({ at: 3_000, color: 'blue' }),
      sample({ at: 4_000, color: 'blue', calls: 7 }),
      sample({ at: 60_000 }),
    ]

    expect(thinned(samples)).toEqual([
      sample({ at: 2_000, ratio: 1.1, signal: 'fault', calls: 2, faults: 3 }),
      sample({ at: 3_000, color: 'blue', calls: 8 }),
      sample({ at: 60_000 }),
    ])
  })

  it('keeps all calls and the strongest evidence, and thinning it again changes nothing', () => {
    const any = fc.record({
      at: fc.nat(900_000),
      color: fc.constantFrom('blue' as const, 'green' as const),
      ratio: fc.nat(1_200).map((ratio) => ratio / 1000),
      calls: fc.nat(100),
    })
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (parts) => {
        const samples = parts.map(sample).toSorted((a, b) => a.at - b.at)
        const thin = thinned(samples)
        const sumOf = (all: readonly EvidenceSample[]) =>
          all.reduce((sum, one) => sum + one.calls, 0)
        const most = (all: readonly EvidenceSample[]) => Math.max(...all.map((one) => one.ratio))

        expect(thin.length).toBeLessThanOrEqual(32)
        expect(sumOf(thin)).toBe(sumOf(samples))
        expect(most(thin)).toBe(most(samples))
        expect(thinned(thin)).toEqual(thin)
      })
    )
  })

  it('is one with too many samples, as after a clock was set back', () => {
    const samples = Array.from({ length: 1_201 }, (_, at) => sample({ at }))

    expect(bounded(samples.slice(1))).toHaveLength(1_200)
    expect(bounded(samples)).toEqual([sample({ at: 0, calls: 1_201 })])
  })

  it('is that of a quarter of an hour', () => {
    expect([blockOf(899_999), blockOf(900_000)]).toEqual([0, 1])
  })
})
