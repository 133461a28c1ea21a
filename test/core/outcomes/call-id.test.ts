import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callIdOf, parseCallId } from '../../../src/core/outcomes/call-id.ts'

const origins = fc.record({
  color: fc.constantFrom('blue' as const, 'green' as const),
  slice: fc.integer({ min: 0, max: 4_000_000_000 }),
  caller: fc.integer({ min: 0, max: 63 }),
})

it('parses back the parts that an id was made from', () => {
  fc.assert(
    fc.property(origins, fc.uuid(), (origin, unique) => {
      expect(parseCallId(callIdOf(origin, unique))).toEqual(origin)
    })
  )
})

it.each(['', 'b', 'r.1.1.x', 'b.1.1.', 'b.1.1.x y', 'b.1.1.x\n', 'b.-1.1.x', 'b.1.1.x.y'])(
  'refuses %j',
  (id) => {
    expect(parseCallId(id)).toBeUndefined()
  }
)
