import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { seen, type Part } from '../../support/evidence.ts'
import { faultyInSplit } from '../../support/split-traffic.ts'
import {
  ATTACKER,
  attackIn,
  burstsUntil,
  hits,
  uniformOf,
  type Burst,
} from '../../support/traffic.ts'

/** Few runs: the properties hold with 3,000 as well. */
const RUNS = 15
const SWITCH = 60
const ONSET = 10
const usual = defaultLimits.maxFaultRate / 2

interface Honest {
  readonly seed: number
  readonly sizes: readonly number[]
  /** Share of the calls that stable takes: that of a step or a hold-back. */
  readonly stableShare: number
}

const honest: fc.Arbitrary<Honest> = fc.record({
  seed: fc.integer(),
  sizes: fc.array(fc.constantFrom(1, 2, 4, 20), { minLength: 5, maxLength: 12 }),
  stableShare: fc.constantFrom(0.99, 0.75, 0.5, 0.1, 0.02),
})

/** Returns the calls of honest callers on one color, drawn once. */
function drawn(
  { seed, sizes }: Honest,
  share: number,
  slices: number,
  rateIn: (slice: number) => number
) {
  const roll = uniformOf(seed + Math.round(share * 1000))
  const calls = Array.from({ length: slices }, (_, index) =>
    sizes.flatMap((size, at): readonly Part[] => {
      const started = hits(roll, size, share)
      const fault = hits(roll, started, rateIn(SWITCH + index))
      return started === 0 ? [] : [{ caller: at + 1, started, fault }]
    })
  )
  return (slice: number): readonly Part[] => calls[slice - SWITCH] ?? []
}

function stableOf({ sizes }: Honest) {
  const callers = sizes.map((started, at) => ({ caller: at + 1, started }))
  return seen({ slices: SWITCH, inSlice: () => [...callers, { caller: ATTACKER }] })
}

/** Returns the slice of the alarm. The attacker's calls are on both colors, as it chooses. */
function faultyAt(
  callers: Honest,
  slices: number,
  rateIn: (slice: number) => number,
  attacks: readonly (readonly (readonly Part[])[])[] | undefined,
  every = 1
) {
  const { stableShare } = callers
  const honestHere = drawn(callers, 1 - stableShare, slices, rateIn)
  const honestThere = drawn(callers, stableShare, slices, () => usual)
  const at = (index: number, slice: number) => attacks?.[index]?.[slice - SWITCH] ?? []
  return faultyInSplit({
    from: SWITCH,
    slices,
    stableShare,
    onCandidate: (slice) => [...honestHere(slice), ...at(0, slice)],
    onStable: (slice) => [...honestThere(slice), ...at(1, slice)],
    stable: stableOf(callers),
    every,
  })
}

const bursts = burstsUntil(60)
const attacksOf = (callers: Honest, on: readonly (readonly Burst[])[], slices: number) => {
  const perSlice = callers.sizes.reduce((sum, size) => sum + size, 0)
  return on.map((own) =>
    Array.from({ length: slices }, (_, index) => attackIn(own, index, perSlice))
  )
}

const small = { seed: 0, sizes: [1, 1, 1, 1, 1] }
const attack = (caller: number, ending: Burst['ending'], volume: number, slices = 60): Burst => ({
  from: 0,
  slices,
  caller,
  route: 'other',
  ending,
  volume,
  lateness: 0,
})

describe('an attacker, while both colors take calls', () => {
  it('cannot make a healthy candidate faulty', () => {
    fc.assert(
      fc.property(honest, bursts, bursts, (callers, onCandidate, onStable) => {
        const attacks = attacksOf(callers, [onCandidate, onStable], 60)

        // An alarm lasts for minutes, so that a few verdicts find it.
        expect(faultyAt(callers, 60, () => usual, attacks, 20)).toBeUndefined()
      }),
      {
        numRuns: RUNS,
        examples: [
          [
            { ...small, stableShare: 0.99 },
            [attack(ATTACKER, 'slow', 0), attack(0, 'slow and fault', 50, 2)],
            [],
          ],
        ],
      }
    )
  }, 60_000)

  it('at most doubles the time until a bad candidate is faulty, and the wait for stable', () => {
    const slices = 150
    fc.assert(
      fc.property(
        honest,
        bursts,
        bursts,
        fc.constantFrom(0.2, 1),
        (callers, onCandidate, onStable, rate) => {
          const rateIn = (slice: number) => (slice < SWITCH + ONSET ? usual : rate)
          const alone = faultyAt(callers, slices, rateIn, undefined)
          const longest = 2 * ((alone ?? Infinity) - SWITCH - ONSET) + 17
          fc.pre(longest < slices - ONSET)
          const attacks = attacksOf(callers, [onCandidate, onStable], slices)

          const attacked = faultyAt(callers, slices, rateIn, attacks)

          expect((attacked ?? Infinity) - SWITCH - ONSET).toBeLessThanOrEqual(longest)
        }
      ),
      {
        numRuns: RUNS,
        examples: [
          [
            { ...small, stableShare: 0.5 },
            [attack(0, 'fault', 0.05)],
            [attack(ATTACKER, 'fault', 50)],
            0.2,
          ],
        ],
      }
    )
  }, 60_000)
})
