import { assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { isHit } from '../../scripts/models/fault-injection.ts'

test('affects n × share of any first n calls, rounded down', () => {
  const cases = property(
    integer({ min: 1, max: 500 }),
    integer({ min: 0, max: 100 }),
    (calls, percent) => {
      const hits = Array.from({ length: calls }, (_, index) => isHit(index + 1, percent / 100))

      expect(hits.filter(Boolean)).toHaveLength(Math.floor((calls * percent) / 100))
    }
  )
  assert(cases)
})
