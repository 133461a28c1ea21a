import { describe, expect, it } from 'vitest'
import { nextPointer } from '../../scripts/cli/break-glass.ts'
import type { Pointer } from '../../src/core/routing/pointer.ts'

const slots = {
  blue: { origin: 'http://127.0.0.1:9101', release: 'v1', staging: 0 },
  green: { origin: 'http://127.0.0.1:9102', release: 'v2', staging: 7 },
}
const idle: Pointer = { revision: 4, slots, stable: 'blue', weight: 0 }
const baking: Pointer = { ...idle, candidate: 'green', weight: 100 }

describe('nextPointer', () => {
  it('makes the chosen color stable in the next revision', () => {
    expect(nextPointer(idle, { to: 'green' })).toEqual({
      ok: true,
      value: { revision: 5, slots, stable: 'green', weight: 0 },
    })
  })

  it('goes back to stable and quarantines the other color', () => {
    expect(nextPointer(baking, 'rollback')).toEqual({
      ok: true,
      value: { revision: 5, slots, stable: 'blue', weight: 0, quarantined: 'green' },
    })
  })

  it('goes back and forward between the steps of a rollout', () => {
    const shifting: Pointer = { ...baking, weight: 5, salt: 4 }

    expect(nextPointer(shifting, 'rollback')).toEqual(nextPointer(baking, 'rollback'))
    expect(nextPointer(shifting, { to: 'green' })).toEqual({
      ok: true,
      value: { revision: 5, slots, stable: 'green', weight: 0 },
    })
    expect(nextPointer(shifting, { to: 'blue' })).toEqual({
      ok: true,
      value: { revision: 5, slots, stable: 'blue', weight: 0 },
    })
  })

  it('keeps the reporting settings', () => {
    const reporting = { version: 1, collectorsPerRegion: 16 }
    const known = { ...baking, reporting }

    expect(nextPointer(known, { to: 'blue' })).toMatchObject({ value: { reporting } })
    expect(nextPointer(known, 'rollback')).toMatchObject({ value: { reporting } })
  })

  it('ends the quarantine of the chosen color', () => {
    expect(nextPointer({ ...idle, quarantined: 'green' }, { to: 'green' })).toMatchObject({
      ok: true,
      value: expect.not.objectContaining({ quarantined: 'green' }),
    })
  })

  it('refuses a color that is live already', () => {
    expect(nextPointer(baking, { to: 'green' })).toMatchObject({
      ok: false,
      refusal: { kind: 'refused', code: 'already_live' },
    })
  })

  it.each([1_000_004, 1_000_005])(
    'refuses a revision that the router would refuse: %i',
    (revision) => {
      const next = nextPointer(idle, { to: 'green' }, revision)

      expect(next).toMatchObject(
        revision === 1_000_004
          ? { ok: true, value: { revision } }
          : { ok: false, refusal: { kind: 'usage', code: 'revision_too_high' } }
      )
    }
  )

  it('refuses a rollback when nothing is on trial', () => {
    expect(nextPointer(idle, 'rollback')).toMatchObject({
      ok: false,
      refusal: { kind: 'refused', code: 'nothing_to_roll_back' },
    })
  })
})
