import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  liveOf,
  newerOf,
  parsePointer,
  failoverColorOf,
  type Pointer,
} from '../../../src/core/routing/pointer.ts'

/** Blue stable, nothing on trial. */
function pointer(overrides: Partial<Pointer> = {}): Pointer {
  const slots = {
    blue: { origin: 'https://blue.test', release: 'v1' },
    green: { origin: 'https://green.test/base', release: 'v2' },
  }
  return { revision: 3, slots, stable: 'blue', weight: 0, ...overrides }
}

describe('the live color', () => {
  it('is stable when nothing is on trial', () => {
    expect(liveOf(pointer())).toBe('blue')
  })

  it('is the candidate at full weight', () => {
    expect(liveOf(pointer({ candidate: 'green', weight: 100 }))).toBe('green')
  })

  it('is stable while the candidate has no weight', () => {
    expect(liveOf(pointer({ candidate: 'green', weight: 0 }))).toBe('blue')
  })
})

describe('the failover color', () => {
  it('is the other color', () => {
    expect(failoverColorOf(pointer())).toBe('green')
  })

  it('is nobody when the other color is known to be bad', () => {
    expect(failoverColorOf(pointer({ quarantined: 'green' }))).toBeUndefined()
  })
})

describe('of two pointers', () => {
  it('the higher revision wins, in either order', () => {
    const older = pointer({ revision: 3 })
    const newer = pointer({ revision: 4 })

    expect(newerOf(older, newer)).toBe(newer)
    expect(newerOf(newer, older)).toBe(newer)
  })

  it('the known one stays when they are equal', () => {
    const known = pointer()

    expect(newerOf(known, pointer({ stable: 'green' }))).toBe(known)
  })
})

describe('a pointer document', () => {
  it.each([
    ['at rest', pointer()],
    ['on trial', pointer({ candidate: 'green', weight: 100 })],
    ['after a rollback', pointer({ quarantined: 'green' })],
    ['with collectors', pointer({ collectors: 32 })],
    ['with none', pointer({ collectors: 0 })],
  ])('%s is read as it was written', (_, document) => {
    expect(parsePointer(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })

  it('may say null for none', () => {
    expect(
      parsePointer({ ...pointer(), candidate: null, quarantined: null, collectors: null })
    ).toEqual(pointer())
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'blue'],
    ['no slots', { ...pointer(), slots: undefined }],
    ['a missing slot', { ...pointer(), slots: { blue: pointer().slots.blue } }],
    ['no revision', { ...pointer(), revision: undefined }],
    ['a revision in text', { ...pointer(), revision: '3' }],
    ['a revision below 0', { ...pointer(), revision: -1 }],
    ['half a revision', { ...pointer(), revision: 0.5 }],
    ['an unknown color', { ...pointer(), stable: 'red' }],
    ['a candidate that is stable', { ...pointer(), candidate: 'blue', weight: 100 }],
    ['more collectors than there can be', { ...pointer(), collectors: 33 }],
    ['fewer collectors than none', { ...pointer(), collectors: -1 }],
    ['half a collector', { ...pointer(), collectors: 0.5 }],
    ['collectors in text', { ...pointer(), collectors: '16' }],
    ['half a weight', { ...pointer(), candidate: 'green', weight: 50 }],
  ])('with %s is refused', (_, document) => {
    expect(parsePointer(document)).toBeUndefined()
  })

  it.each(['blue.test', 'ftp://blue.test', 'https://', 'https://blue.test/', 'https://b.test?x'])(
    'with the origin %s is refused',
    (origin) => {
      const slots = { ...pointer().slots, blue: { origin, release: 'v1' } }

      expect(parsePointer({ ...pointer(), slots })).toBeUndefined()
    }
  )

  it('of any kind is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (document) => {
        expect(() => parsePointer(document)).not.toThrow()
      })
    )
  })
})
