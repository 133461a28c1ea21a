import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placesOf, startsOf, type Starts } from '../../../src/core/reporting/starts.ts'
import type { CohortKey } from '../../../src/core/reporting/tally.ts'

const SLICE = 1_000

const cohorts = fc.array(
  fc.record({
    color: fc.constant('green' as const),
    release: fc.constant('v2'),
    slice: fc.integer({ min: SLICE - 250, max: SLICE }),
    caller: fc.nat(63),
    route: fc.constantFrom('other', 'POST /v1/a', 'POST /v1/b'),
  }),
  { maxLength: 200 }
)

const groupOf = ({ caller, route }: Pick<CohortKey, 'caller' | 'route'>) => `${caller}/${route}`

function placedBy(starts: Starts): ReadonlyMap<string, number> {
  return new Map(
    [...Map.groupBy(placesOf(starts), groupOf)].map(([key, places]) => [key, places.length])
  )
}

it('each call has a place, in a slice at most as far off as its age and with its caller', () => {
  fc.assert(
    fc.property(cohorts, (calls) => {
      const starts = startsOf(calls, SLICE)
      const places = placesOf(starts)

      const sorted = calls.map(({ slice }) => slice).toSorted((a, b) => a - b)
      expect(places).toHaveLength(calls.length)
      for (const [index, { slice }] of places.entries()) {
        const started = sorted[index] ?? 0
        expect(Math.abs(slice - started)).toBeLessThanOrEqual(SLICE - started + 1)
      }
      const known = starts.byCaller.reduce((sum, one) => sum + one.calls, 0)
      const placed = placedBy(starts)
      for (const one of starts.byCaller) {
        if (groupOf(one) !== '0/other') expect(placed.get(groupOf(one))).toBe(one.calls)
      }
      expect(known).toBeLessThanOrEqual(calls.length)
    })
  )
})

it('a report names the 16 callers with the most calls; the others are strangers', () => {
  const calls = Array.from({ length: 40 }, (_, caller) =>
    Array.from({ length: caller + 1 }, () => caller + 1)
  ).flat()
  const cohort = { color: 'green', release: 'v2', slice: SLICE, route: 'other' } as const

  const starts = startsOf(
    calls.map((caller) => ({ ...cohort, caller })),
    SLICE
  )

  expect(starts.byCaller.map(({ caller }) => caller)).toEqual(
    Array.from({ length: 16 }, (_, index) => 40 - index)
  )
  expect(placedBy(starts).get('0/other')).toBe((24 * 25) / 2)
})

it('steady calls are spread evenly over slices and callers', () => {
  const calls = Array.from({ length: 62 * 4 }, (_, index): CohortKey => {
    const slice = SLICE - Math.floor(index / 4)
    return { color: 'green', release: 'v2', slice, caller: 1 + (index % 4), route: 'other' }
  })

  const places = placesOf(startsOf(calls, SLICE))

  const bySlice = Map.groupBy(places, ({ slice }) => slice)
  expect(bySlice.size).toBeGreaterThanOrEqual(62)
  for (const own of bySlice.values()) {
    expect(own.length).toBeLessThanOrEqual(4)
    expect(Map.groupBy(own, ({ caller }) => caller).size).toBe(own.length)
  }
})

it('a call of a clock that was set back counts as one of now', () => {
  const ahead = { color: 'green', release: 'v2', slice: SLICE + 600, caller: 1, route: 'other' }

  expect(placesOf(startsOf([{ ...ahead, color: 'green' }], SLICE))).toEqual([
    { slice: SLICE, caller: 1, route: 'other' },
  ])
})
