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

describe('the reporting settings of the newer pointer', () => {
  const sixteen = { version: 2, collectorsPerRegion: 16 }

  it('are taken over at the same revision', () => {
    const known = pointer()

    expect(newerOf(known, pointer({ reporting: sixteen }))).toEqual(pointer({ reporting: sixteen }))
  })

  it('are kept when a newer revision comes without them, or with older ones', () => {
    const known = pointer({ reporting: sixteen })
    const older = { version: 1, collectorsPerRegion: 0 }

    for (const reporting of [undefined, older]) {
      const { reporting: _, ...received } = pointer({ revision: 9 })
      const newer = newerOf(known, reporting === undefined ? received : { ...received, reporting })
      expect(newer).toEqual(pointer({ revision: 9, reporting: sixteen }))
    }
  })

  it('are taken from an older revision too, which changes no traffic', () => {
    const known = pointer({ revision: 9 })

    const newer = newerOf(known, pointer({ revision: 3, stable: 'green', reporting: sixteen }))

    expect(newer).toEqual(pointer({ revision: 9, reporting: sixteen }))
  })
})

describe('a pointer document', () => {
  it.each([
    ['at rest', pointer()],
    ['on trial', pointer({ candidate: 'green', weight: 100 })],
    ['after a rollback', pointer({ quarantined: 'green' })],
    ['with collectors', pointer({ reporting: { version: 3, collectorsPerRegion: 32 } })],
    ['with no collectors', pointer({ reporting: { version: 1, collectorsPerRegion: 0 } })],
  ])('%s is read as it was written', (_, document) => {
    expect(parsePointer(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })

  it('is read without reporting settings that are not understood: routing does not depend on them', () => {
    const reporting = { version: 1, collectorsPerRegion: 33 }

    expect(parsePointer({ ...pointer(), reporting })).toEqual(pointer())
  })

  it('may say null for none', () => {
    expect(
      parsePointer({ ...pointer(), candidate: null, quarantined: null, reporting: null })
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
