import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { endOf, reportedIn, seen, verdictOn, type Part } from '../../support/evidence.ts'
import { uniformOf, hits } from '../../support/traffic.ts'

const SWITCH = 60
const routes = ['other', 'POST /v1/chat', 'POST /v1/embeddings'] as const

/** One to twenty groups of any sizes. The first may be strangers. */
const mixes = fc.record({
  seed: fc.integer(),
  strangers: fc.boolean(),
  sizes: fc.array(
    fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 20, max: 200 })),
    { minLength: 1, maxLength: 20 }
  ),
  /** Minimum share of the calls that fail. */
  share: fc.double({ min: 0.6, max: 1, noNaN: true }),
  failure: fc.constantFrom<keyof typeof failures>('fault', 'early', 'hang'),
  routes: fc.integer({ min: 1, max: 3 }),
})
type Mix = typeof mixes extends fc.Arbitrary<infer T> ? T : never

const failures = {
  fault: (bad: number): Part => ({ fault: bad }),
  early: (bad: number): Part => ({ fault: bad, early: bad }),
  hang: (bad: number): Part => ({ slow: bad }),
}

function callsOf(mix: Mix, badOf: (index: number, started: number) => number): readonly Part[] {
  return mix.sizes.map((started, index) => {
    const bad = badOf(index, started)
    return {
      caller: mix.strangers ? index : index + 1,
      route: routes[index % mix.routes] ?? 'other',
      started,
      success: started - bad,
      ...failures[mix.failure](bad),
    }
  })
}

/**
 * Returns the slices until the color is faulty, and checks that it is never called healthy before.
 */
function slicesUntilFaulty(mix: Mix, inSlice: () => readonly Part[]): number {
  const reference = seen({ slices: SWITCH, inSlice: () => callsOf(mix, () => 0) })
  let candidate = emptyEvidence(SWITCH)
  for (let slice = SWITCH; slice < SWITCH + 90; slice++) {
    const tallies = reportedIn(slice, slice, inSlice)
    candidate = addCounts(candidate, tallies, endOf(slice), defaultLimits, reference)
    const { kind } = verdictOn(candidate, slice + 1, reference)
    expect(kind).not.toBe('healthy')
    if (kind === 'faulty') return slice + 1 - SWITCH
  }
  return Infinity
}

function boundOf({ sizes }: Mix): number {
  const perSlice = sizes.reduce((sum, size) => sum + size, 0)
  return 4 + 64 / perSlice
}

describe('a color that fails most calls that stable serves well', () => {
  it('is faulty within 64 calls and 4 s, when the calls of all callers fail', () => {
    fc.assert(
      fc.property(mixes, (mix) => {
        const roll = uniformOf(mix.seed)
        const inSlice = () => callsOf(mix, (_, started) => hits(roll, started, mix.share))

        expect(slicesUntilFaulty(mix, inSlice)).toBeLessThanOrEqual(boundOf(mix))
      }),
      { numRuns: 150 }
    )
  }, 30_000)

  it('is faulty within 64 calls and 4 s, when all calls of most callers fail', () => {
    fc.assert(
      fc.property(mixes, (mix) => {
        const failing = failingGroups(mix)
        const inSlice = () => callsOf(mix, (index, started) => (failing.has(index) ? started : 0))

        expect(slicesUntilFaulty(mix, inSlice)).toBeLessThanOrEqual(boundOf(mix))
      }),
      { numRuns: 150 }
    )
  }, 30_000)
})

/** Returns groups in a drawn order, until they make the share of the calls. */
function failingGroups({ seed, sizes, share }: Mix): ReadonlySet<number> {
  const roll = uniformOf(seed)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const shuffled = sizes.map((size, index) => ({ size, index, key: roll() }))
  const failing = new Set<number>()
  let calls = 0
  for (const { size, index } of shuffled.toSorted((a, b) => a.key - b.key)) {
    if (calls >= share * all) break
    failing.add(index)
    calls += size
  }
  return failing
}
