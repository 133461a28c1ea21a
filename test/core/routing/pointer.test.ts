import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  liveOf,
  newerOf,
  parsePointer,
  phaseOf,
  routesAlike,
  shareOf,
  type Pointer,
} from '../../../src/core/routing/pointer.ts'

/** A pointer to blue as stable, without a candidate. */
function pointer(overrides: Partial<Pointer> = {}): Pointer {
  const slots = {
    blue: { origin: 'https://blue.test', release: 'v1', staging: 0 },
    green: { origin: 'https://green.test/base', release: 'v2', staging: 2 },
  }
  return { revision: 3, slots, stable: 'blue', weight: 0, ...overrides }
}

describe('the live color', () => {
  it('is stable when no candidate is on trial', () => {
    expect(liveOf(pointer())).toBe('blue')
  })

  it('is the candidate at full weight', () => {
    expect(liveOf(pointer({ candidate: 'green', weight: 100 }))).toBe('green')
  })

  it('is stable while the candidate has no weight', () => {
    expect(liveOf(pointer({ candidate: 'green', weight: 0 }))).toBe('blue')
  })

  it('is stable below full weight, and the candidate with a hold-back', () => {
    expect(liveOf(pointer({ candidate: 'green', weight: 99.99 }))).toBe('blue')
    expect(liveOf(pointer({ candidate: 'green', weight: 100, holdBack: 2 }))).toBe('green')
  })
})

describe('phase and share', () => {
  it.each([
    ['idle', 0, pointer()],
    ['idle', 0, pointer({ candidate: 'green' })],
    ['shifting', 0.01, pointer({ candidate: 'green', weight: 0.01 })],
    ['baking', 100, pointer({ candidate: 'green', weight: 100 })],
    ['baking', 98, pointer({ candidate: 'green', weight: 100, holdBack: 2 })],
    ['shifting', 98, pointer({ candidate: 'green', weight: 99, holdBack: 2 })],
  ] as const)('are %s with %d %', (phase, share, document) => {
    expect([phaseOf(document), shareOf(document)]).toEqual([phase, share])
  })
})

describe('two pointers', () => {
  const split = pointer({ candidate: 'green', weight: 5, salt: 3 })

  it.each([
    [true, split, { ...split, revision: 9 }],
    [true, split, pointer({ candidate: 'green', weight: 5 })],
    [false, split, { ...split, weight: 10 }],
    [false, split, { ...split, salt: 4 }],
    [false, split, pointer()],
    [false, { ...split, weight: 100 }, { ...split, weight: 100, holdBack: 2 }],
    [true, { ...split, weight: 100 }, { ...split, weight: 100, salt: 4 }],
    [true, pointer(), pointer({ candidate: 'green' })],
  ])('route alike is %s for %j and %j', (isAlike, one, another) => {
    expect(routesAlike(one, another)).toBe(isAlike)
  })
})

describe('newerOf', () => {
  it('returns the pointer with the higher revision, in either order', () => {
    const older = pointer({ revision: 3 })
    const newer = pointer({ revision: 4 })

    expect(newerOf(older, newer)).toBe(newer)
    expect(newerOf(newer, older)).toBe(newer)
  })

  it('returns the known pointer in a tie', () => {
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

  it('are kept when a newer revision has none or older ones', () => {
    const known = pointer({ reporting: sixteen })
    const older = { version: 1, collectorsPerRegion: 0 }

    for (const reporting of [undefined, older]) {
      const { reporting: _, ...received } = pointer({ revision: 9 })
      const newer = newerOf(known, reporting === undefined ? received : { ...received, reporting })
      expect(newer).toEqual(pointer({ revision: 9, reporting: sixteen }))
    }
  })

  it('are taken over from an older revision too', () => {
    const known = pointer({ revision: 9 })

    const newer = newerOf(known, pointer({ revision: 3, stable: 'green', reporting: sixteen }))

    expect(newer).toEqual(pointer({ revision: 9, reporting: sixteen }))
  })
})

describe('a pointer document', () => {
  it.each([
    ['of an idle rollout', pointer()],
    ['with a revision of 15 digits', pointer({ revision: 999_999_999_999_999 })],
    ['of a bake', pointer({ candidate: 'green', weight: 100 })],
    ['of a step', pointer({ candidate: 'green', weight: 0.07, salt: 3 })],
    ['with a hold-back', pointer({ candidate: 'green', weight: 100, salt: 3, holdBack: 2 })],
    ['after a rollback', pointer({ quarantined: 'green' })],
    ['with collectors', pointer({ reporting: { version: 3, collectorsPerRegion: 32 } })],
    ['with no collectors', pointer({ reporting: { version: 1, collectorsPerRegion: 0 } })],
  ])('%s is parsed unchanged', (_, document) => {
    expect(parsePointer(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })

  it('is parsed without its reporting settings when those are invalid', () => {
    const reporting = { version: 1, collectorsPerRegion: 33 }

    expect(parsePointer({ ...pointer(), reporting })).toEqual(pointer())
  })

  it('may have null for absent fields', () => {
    expect(
      parsePointer({ ...pointer(), candidate: null, quarantined: null, reporting: null })
    ).toEqual(pointer())
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'blue'],
    ['without slots', { ...pointer(), slots: undefined }],
    ['without a slot', { ...pointer(), slots: { blue: pointer().slots.blue } }],
    ['without a revision', { ...pointer(), revision: undefined }],
    ['with a revision that is a string', { ...pointer(), revision: '3' }],
    ['with a negative revision', { ...pointer(), revision: -1 }],
    ['with a fractional revision', { ...pointer(), revision: 0.5 }],
    ['with a revision of 16 digits', { ...pointer(), revision: 1_000_000_000_000_000 }],
    ['with an unknown color', { ...pointer(), stable: 'red' }],
    ['with a candidate that is stable', { ...pointer(), candidate: 'blue', weight: 100 }],
    ['with a weight of 101', { ...pointer(), candidate: 'green', weight: 101 }],
    ['with a weight of three decimals', { ...pointer(), candidate: 'green', weight: 0.075 }],
    ['with a weight that is a text', { ...pointer(), candidate: 'green', weight: '5' }],
    ['with all held back', { ...pointer(), candidate: 'green', weight: 100, holdBack: 100 }],
    ['with a salt that is no revision', { ...pointer(), candidate: 'green', weight: 5, salt: -1 }],
  ])('%s is refused', (_, document) => {
    expect(parsePointer(document)).toBeUndefined()
  })

  it.each(['blue.test', 'ftp://blue.test', 'https://', 'https://blue.test/', 'https://b.test?x'])(
    'with the origin %s is refused',
    (origin) => {
      const slots = { ...pointer().slots, blue: { origin, release: 'v1', staging: 0 } }

      expect(parsePointer({ ...pointer(), slots })).toBeUndefined()
    }
  )

  it('of any kind never makes parsePointer throw', () => {
    fc.assert(
      fc.property(fc.anything(), (document) => {
        expect(() => parsePointer(document)).not.toThrow()
      })
    )
  })
})
