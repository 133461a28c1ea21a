import { describe, expect, it } from 'vitest'
import { liveOf, type Pointer } from '../../../src/core/routing/pointer.ts'
import {
  unusableColorsOf,
  unusableMessage,
  usablePointer,
} from '../../../src/core/routing/usable-pointer.ts'

const slot = { origin: 'https://origin.test', release: 'v1', staging: 0 }
const baking: Pointer = {
  revision: 7,
  slots: { blue: slot, green: slot },
  stable: 'blue',
  candidate: 'green',
  weight: 100,
}

describe('usablePointer', () => {
  it('is the pointer itself while both colors can be called', () => {
    expect(usablePointer(baking, {})).toBe(baking)
  })

  it.each([
    ['blue', 'green'],
    ['green', 'blue'],
  ] as const)(
    'sends calls to the other color without repeats when %s cannot be called',
    (color, live) => {
      const pointer = usablePointer(baking, { [color]: 'why' })

      expect(pointer).toMatchObject({ revision: 7, slots: baking.slots })
      expect(pointer === undefined ? undefined : liveOf(pointer)).toBe(live)
      expect(pointer?.quarantined).toBe(color)
    }
  )

  it('is undefined when no color can be called', () => {
    expect(usablePointer(baking, { blue: 'why', green: 'why' })).toBeUndefined()
  })
})

describe('unusableMessage', () => {
  it.each([
    [{}, undefined],
    [{ blue: 'why' }, 'blue cannot be called: why. All calls go to green.'],
    [{ green: 'why' }, 'green cannot be called: why. All calls go to blue.'],
    [{ blue: 'x', green: 'y' }, 'No color can be called, and all calls fail. blue: x; green: y.'],
  ])('of %j is %j', (unusable, message) => {
    expect(unusableMessage(unusable)).toBe(message)
  })
})

describe('unusableColorsOf', () => {
  const model = { slots: baking.slots, secretHeaders: { blue: {}, green: {} } }
  const headers = { authorization: 'BLUE_KEY' }
  const slots = {
    blue: { ...slot, headers },
    green: { ...slot, headers: { 'x-key': 'GREEN_KEY' } },
  }
  const unusableWith = (BLUE_KEY: string) =>
    unusableColorsOf(model, slots, { BLUE_KEY, GREEN_KEY: 'k' })

  it('names a secret that is not set', () => {
    const reason = 'the secret BLUE_KEY for authorization is not set'

    expect(unusableColorsOf(model, slots, { GREEN_KEY: 'k' })).toEqual({ blue: reason })
  })

  it('takes the configured headers for a slot of an older document', () => {
    const configured = { ...model, secretHeaders: { blue: headers, green: {} } }

    expect(unusableColorsOf(configured, baking.slots, {})).toHaveProperty('blue')
    expect(unusableColorsOf(configured, baking.slots, { BLUE_KEY: 'k' })).toEqual({})
  })

  it.each(['one\ntwo', 'one\rtwo', 'nul\0', 'bell\u0007', '日本'])(
    'names a secret with the value %j, without the value',
    (value) => {
      const reason = 'the value of the secret BLUE_KEY for authorization is not valid in a header'

      expect(unusableWith(value)).toEqual({ blue: reason })
    }
  )

  it.each(['Bearer x', 'x\n', ' x', 'tab\tx', 'é', ''])('allows the value %j', (value) => {
    expect(unusableWith(value)).toEqual({})
  })
})
