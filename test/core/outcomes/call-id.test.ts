import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callIdOf, isAuthentic, parseCallId } from '../../../src/core/outcomes/call-id.ts'
import { tagKeyOf } from '../../../src/core/outcomes/call-tag.ts'

const origins = fc.record({
  color: fc.constantFrom('blue' as const, 'green' as const),
  slice: fc.integer({ min: 0, max: 4_000_000_000 }),
  caller: fc.integer({ min: 0, max: 63 }),
})

const tagging = { key: tagKeyOf('s3cret'), model: 'chat' }

it('parses back the parts that an id was made from', () => {
  fc.assert(
    fc.property(origins, fc.uuid(), (origin, unique) => {
      expect(parseCallId(callIdOf(origin, unique, tagging))).toEqual(origin)
    })
  )
})

const TAG = '0123456789abcd'

it.each([
  '',
  'b',
  'b.1.1.x',
  `r.1.1.x.${TAG}`,
  `b.1.1..${TAG}`,
  `b.1.1.x y.${TAG}`,
  `b.1.1.x.${TAG}\n`,
  `b.-1.1.x.${TAG}`,
  `b.1.1.x.y.${TAG}`,
  `b.1.1.x.${TAG}0`,
])('refuses %j', (id) => {
  expect(parseCallId(id)).toBeUndefined()
})

describe('the tag of an id', () => {
  it('shows that the router made the id', () => {
    fc.assert(
      fc.property(origins, fc.uuid(), (origin, unique) => {
        expect(isAuthentic(callIdOf(origin, unique, tagging), tagging)).toBe(true)
      })
    )
  })

  it('does not fit when one character of the id differs', () => {
    const id = callIdOf({ color: 'green', slice: 1_700_000_000, caller: 7 }, 'abc', tagging)

    for (let at = 0; at < id.length; at++) {
      const changed = id.slice(0, at) + (id[at] === 'b' ? 'c' : 'b') + id.slice(at + 1)
      expect(isAuthentic(changed, tagging)).toBe(false)
    }
  })

  it('does not fit another model or another secret', () => {
    const id = callIdOf({ color: 'green', slice: 1_700_000_000, caller: 7 }, 'abc', tagging)

    expect(isAuthentic(id, { ...tagging, model: 'vad' })).toBe(false)
    expect(isAuthentic(id, { ...tagging, key: tagKeyOf('s3creu') })).toBe(false)
    expect(isAuthentic(id, { ...tagging, key: tagKeyOf(undefined) })).toBe(false)
  })

  it.each(['', '.', 'b.1.1.x', 'b.1.1.x.'])('does not fit %j', (id) => {
    expect(isAuthentic(id, tagging)).toBe(false)
  })
})
