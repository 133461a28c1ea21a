import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultyAt, seen, type Part } from '../../support/evidence.ts'
import { ATTACKER, hits, uniformOf } from '../../support/traffic.ts'

const SWITCH = 60
const SLICES = 60

/** Honest callers in five groups or more, of which every call is graded. */
const honest = fc.record({
  seed: fc.integer(),
  sizes: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 })), {
    minLength: 5,
    maxLength: 12,
  }),
})

type Honest = typeof honest extends fc.Arbitrary<infer T> ? T : never

/** Grades of an attacker's calls: of one known key, or of any number of unknown ones. */
interface Burst {
  readonly from: number
  readonly slices: number
  readonly caller: number
  readonly name: string
  /** Grades a slice, as a multiple of the honest ones. */
  readonly volume: number
  readonly badShare: number
}

const bursts: fc.Arbitrary<readonly Burst[]> = fc.array(
  fc.record({
    from: fc.nat(SLICES),
    slices: fc.oneof(fc.constant(1), fc.constant(SLICES), fc.nat(SLICES)),
    caller: fc.constantFrom(0, ATTACKER),
    name: fc.constantFrom('wording', 'wording', 'invented'),
    volume: fc.constantFrom(0.05, 0.2, 1, 10, 500),
    badShare: fc.constantFrom(0, 0.5, 1),
  }),
  { minLength: 1, maxLength: 6 }
)

function attackIn(attack: readonly Burst[], slice: number, perSlice: number): readonly Part[] {
  return attack
    .filter(({ from, slices }) => slice >= from && slice < from + slices)
    .map(({ caller, name, volume, badShare }) => {
      const calls = Math.max(1, Math.round(volume * perSlice))
      const quality = { [name]: { calls, bad: Math.round(badShare * calls) } }
      return { caller, started: 0, success: 0, quality }
    })
}

/** Returns the calls of a color from a slice on. Those of honest callers are graded bad at a rate. */
function trafficFrom(from: number, callers: Honest, rate: number, attack: readonly Burst[]) {
  const roll = uniformOf(callers.seed + from)
  const perSlice = callers.sizes.reduce((sum, size) => sum + size, 0)
  const calls = Array.from({ length: SLICES }, () =>
    callers.sizes.map((started, index): Part => {
      const quality = { wording: { calls: started, bad: hits(roll, started, rate) } }
      return { caller: index + 1, started, quality }
    })
  )
  const inSlice = (slice: number): readonly Part[] => [
    ...(calls[slice - from] ?? []),
    ...attackIn(attack, slice - from, perSlice),
  ]
  return { from, slices: SLICES, inSlice }
}

describe('an attacker whose calls are graded', () => {
  it('cannot make a release faulty that is as good as stable', () => {
    fc.assert(
      fc.property(
        honest,
        fc.constantFrom(0.02, 0.1, 0.3),
        bursts,
        bursts,
        (callers, usual, before, after) => {
          const reference = seen(trafficFrom(0, callers, usual, before))

          const at = faultyAt({ ...trafficFrom(SWITCH, callers, usual, after), reference })

          expect(at).toBeUndefined()
        }
      ),
      { numRuns: 150 }
    )
  }, 60_000)

  it('at most doubles the time until a bad release is faulty', () => {
    fc.assert(
      fc.property(
        honest,
        fc.constantFrom(0.4, 0.6, 1),
        bursts,
        bursts,
        (callers, rate, before, after) => {
          const at = (attackBefore: readonly Burst[], attack: readonly Burst[]) => {
            const reference = seen(trafficFrom(0, callers, 0.02, attackBefore))
            return faultyAt({ ...trafficFrom(SWITCH, callers, rate, attack), reference })
          }

          const alone = at([], [])
          const attacked = at(before, after)

          fc.pre(alone !== undefined && 2 * (alone - SWITCH) + 2 < SLICES)
          expect(attacked).toBeDefined()
          expect((attacked ?? 0) - SWITCH).toBeLessThanOrEqual(2 * ((alone ?? 0) - SWITCH) + 2)
        }
      ),
      { numRuns: 150 }
    )
  }, 60_000)
})
