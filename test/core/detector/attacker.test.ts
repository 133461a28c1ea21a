import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { faultyAt, seen, verdictOn, type Part } from '../../support/evidence.ts'
import {
  ATTACKER,
  attackIn,
  burstsUntil,
  uniformOf,
  hits,
  type Burst,
} from '../../support/traffic.ts'

const SWITCH = 60
const ONSET = 10

/** Honest callers in five groups or more, of very different sizes. */
const honest = fc.record({
  seed: fc.integer(),
  sizes: fc.array(
    fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 })),
    {
      minLength: 5,
      maxLength: 12,
    }
  ),
  lateness: fc.constantFrom(0, 0, 2, 10),
})

interface Honest {
  readonly seed: number
  readonly sizes: readonly number[]
  readonly lateness: number
}

type Slices = ReadonlyMap<number, readonly Part[]>

/** Returns the calls of honest callers, drawn once. */
function drawn(
  { seed, sizes, lateness }: Honest,
  from: number,
  slices: number,
  rateIn: (slice: number) => number
): Slices {
  const roll = uniformOf(seed + from)
  return new Map(
    Array.from({ length: slices }, (_, index) => from + index).map((slice) => [
      slice,
      sizes.map((started, index): Part => {
        const caller = index + 1
        return { caller, started, fault: hits(roll, started, rateIn(slice)), lateness }
      }),
    ])
  )
}

function inSlice(calls: Slices, bursts: readonly Burst[], { sizes }: Honest) {
  const perSlice = sizes.reduce((sum, size) => sum + size, 0)
  return (slice: number): readonly Part[] => [
    ...(calls.get(slice) ?? []),
    ...attackIn(bursts, slice - SWITCH, perSlice),
  ]
}

/**
 * Returns the evidence on stable before the switch: honest callers are served well, and the
 * attacker has some successes, or attacks.
 */
function referenceOf(callers: Honest, bursts: readonly Burst[]) {
  const usual = defaultLimits.maxFaultRate / 2
  const calls = drawn(callers, 0, SWITCH, () => usual)
  const perSlice = callers.sizes.reduce((sum, size) => sum + size, 0)
  return seen({
    slices: SWITCH,
    inSlice: (slice) => [
      ...(calls.get(slice) ?? []),
      { caller: ATTACKER },
      ...attackIn(bursts, slice, perSlice),
    ],
  })
}

describe('an attacker', () => {
  it('does not count as the only caller with a hundred times the honest calls, before and after the switch', () => {
    const callers = { seed: 1, sizes: [1, 1, 2, 3, 8], lateness: 0 }
    const flood = [0, ATTACKER].map((caller) => ({
      from: 0,
      slices: 60,
      caller,
      route: 'other',
      ending: 'fault' as const,
      volume: 100,
      lateness: 0,
    }))
    const calls = drawn(callers, SWITCH, 60, () => 0)

    const at = faultyAt({
      from: SWITCH,
      slices: 60,
      inSlice: inSlice(calls, flood, callers),
      reference: referenceOf(callers, flood),
    })

    expect(at).toBeUndefined()
  })

  it.each([0, ATTACKER])(
    'at most doubles the time when group %d keeps fifty times the honest calls waiting',
    (caller) => {
      const callers = { seed: 1, sizes: [1, 1, 2, 3, 8], lateness: 0 }
      const calls = drawn(callers, SWITCH, 60, () => 0.2)
      const bursts = [0, 20].map((from) => ({
        from,
        slices: 60,
        caller,
        route: 'other',
        ending: 'progress' as const,
        volume: 50,
        lateness: 0,
      }))
      const reference = referenceOf(callers, [])
      const common = { from: SWITCH, slices: 60, reference }

      const alone = faultyAt({ ...common, inSlice: inSlice(calls, [], callers) }) ?? Infinity
      const attacked = faultyAt({ ...common, inSlice: inSlice(calls, bursts, callers) })

      expect(alone - SWITCH).toBeGreaterThan(1)
      expect((attacked ?? Infinity) - SWITCH).toBeLessThanOrEqual(2 * (alone - SWITCH))
    }
  )

  it('cannot make a healthy release faulty', () => {
    const slices = 50
    fc.assert(
      fc.property(honest, burstsUntil(slices), burstsUntil(SWITCH), (callers, bursts, before) => {
        const reference = referenceOf(callers, before)
        const usual = defaultLimits.maxFaultRate / 2
        const calls = drawn(callers, SWITCH, slices, () => usual)

        const at = faultyAt({
          from: SWITCH,
          slices,
          inSlice: inSlice(calls, bursts, callers),
          reference,
        })

        expect(at).toBeUndefined()
      }),
      { numRuns: 150 }
    )
  }, 60_000)

  it('cannot make a healthy release faulty within eight minutes of attack', () => {
    const slices = 480
    const patient = burstsUntil(slices).map((bursts) =>
      bursts.map((burst) => ({ ...burst, slices, volume: Math.min(burst.volume, 0.1) }))
    )
    fc.assert(
      fc.property(honest, patient, burstsUntil(slices), (callers, slow, fast) => {
        const reference = referenceOf(callers, [])
        const usual = defaultLimits.maxFaultRate / 2
        const calls = drawn(callers, SWITCH, slices, () => usual)
        const traffic = {
          slices: 60,
          inSlice: inSlice(calls, [...slow, ...fast], callers),
          reference,
        }
        let candidate = emptyEvidence(SWITCH)
        for (let from = SWITCH; from < SWITCH + slices; from += 60) {
          candidate = seen({ ...traffic, from }, candidate)

          // An alarm lasts for minutes, so a verdict per minute finds each one.
          expect(verdictOn(candidate, from + 60, reference).kind).not.toBe('faulty')
        }
      }),
      { numRuns: 30 }
    )
  }, 60_000)

  it('at most doubles the time until a bad release is faulty', () => {
    const slices = 100
    const share = fc.constantFrom(0.05, 0.1, 0.2, 1)
    fc.assert(
      fc.property(
        honest,
        burstsUntil(slices),
        burstsUntil(SWITCH),
        share,
        (callers, bursts, before, faultRate) => {
          const usual = defaultLimits.maxFaultRate / 2
          const rateIn = (slice: number): number => (slice < SWITCH + ONSET ? usual : faultRate)
          const calls = drawn(callers, SWITCH, slices, rateIn)
          const visible = SWITCH + ONSET + callers.lateness
          const common = { from: SWITCH, slices }

          const alone = faultyAt({
            ...common,
            inSlice: inSlice(calls, [], callers),
            reference: referenceOf(callers, []),
          })
          const attacked = faultyAt({
            ...common,
            inSlice: inSlice(calls, bursts, callers),
            reference: referenceOf(callers, before),
          })

          fc.pre(
            alone !== undefined && 2 * (alone - visible) + 2 < slices - ONSET - callers.lateness
          )
          expect(attacked).toBeDefined()
          expect((attacked ?? 0) - visible).toBeLessThanOrEqual(2 * ((alone ?? 0) - visible) + 2)
        }
      ),
      { numRuns: 100 }
    )
  }, 60_000)
})
