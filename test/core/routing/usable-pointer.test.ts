import { describe, expect, it } from 'vitest'
import { liveOf, type Pointer } from '../../../src/core/routing/pointer.ts'
import { unusableMessage, usablePointer } from '../../../src/core/routing/usable-pointer.ts'

const slot = { origin: 'https://origin.test', release: 'v1' }
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
