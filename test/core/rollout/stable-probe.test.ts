import { expect, it } from 'vitest'
import { isFresh, isProbeDue, probeOf } from '../../../src/core/rollout/stable-probe.ts'
import { baking, idle } from '../../support/rollouts.ts'

const slot = baking().slots.blue
const result = { slot, ready: true, at: 10_000 }

it('is due at the start of a bake, and 30 s after the last one', () => {
  expect(isProbeDue(baking(), undefined, 10_000)).toBe(true)
  expect(isProbeDue(baking(), result, 39_999)).toBe(false)
  expect(isProbeDue(baking(), result, 40_000)).toBe(true)
})

it('is due after a clock that stepped back', () => {
  expect(isProbeDue(baking(), { ...result, at: 3_600_000 }, 10_000)).toBe(true)
})

it('is never due when idle', () => {
  expect(isProbeDue(idle(), undefined, 10_000)).toBe(false)
  expect(isProbeDue(idle(), result, 900_000)).toBe(false)
})

it('is due when another release stands in the slot of stable', () => {
  const another = { ...slot, release: 'v0' }

  expect(isProbeDue(baking(), { ...result, slot: another }, 10_000)).toBe(true)
  expect(probeOf(baking(), { ...result, slot: another })).toBeUndefined()
})

it('has no result when idle', () => {
  expect(probeOf(baking(), result)).toBe(result)
  expect(probeOf(idle(), result)).toBeUndefined()
})

it('allows a rollback for 5 s', () => {
  expect(isFresh(result, 15_000)).toBe(true)
  expect(isFresh(result, 15_001)).toBe(false)
  expect(isFresh(result, 4_999)).toBe(false)
})
