import { expect, it } from 'vitest'
import { dueProbeOf, isFresh, probeOf, resultOf } from '../../../src/core/rollout/stable-probe.ts'
import { baking, idle } from '../../support/rollouts.ts'

const slot = baking().slots.blue
const result = { slot, ready: true, at: 10_000 }

/** An idle rollout on green after its completion: the way back to blue is open until 900,000. */
const completed = idle({ stable: 'green', previous: { color: 'blue', until: 900_000 } })

it('is due at the start of a bake, and 30 s after the last one', () => {
  expect(dueProbeOf(baking(), {}, 10_000)).toBe('blue')
  expect(dueProbeOf(baking(), { blue: result }, 39_999)).toBeUndefined()
  expect(dueProbeOf(baking(), { blue: result }, 40_000)).toBe('blue')
})

it('is due every 5 min after a rollout, until the way back is closed', () => {
  expect(dueProbeOf(completed, { blue: result }, 309_999)).toBeUndefined()
  expect(dueProbeOf(completed, { blue: result }, 310_000)).toBe('blue')
  expect(dueProbeOf(completed, {}, 900_000)).toBeUndefined()
})

it('is due after a clock that stepped back', () => {
  expect(dueProbeOf(baking(), { blue: { ...result, at: 3_600_000 } }, 10_000)).toBe('blue')
})

it('is never due when idle without a way back', () => {
  expect(dueProbeOf(idle(), {}, 10_000)).toBeUndefined()
  expect(dueProbeOf(idle(), { blue: result }, 900_000)).toBeUndefined()
})

it('is due when another release stands in the slot of stable', () => {
  const another = { blue: { ...result, slot: { ...slot, staging: 3 } } }

  expect(dueProbeOf(baking(), another, 10_000)).toBe('blue')
  expect(probeOf(baking(), another, 10_000)).toBeUndefined()
  expect(resultOf(slot, 'blue', another)).toBeUndefined()
})

it('has a result for the color to go back to', () => {
  expect(probeOf(baking(), { blue: result }, 10_000)).toBe(result)
  expect(probeOf(completed, { blue: result }, 10_000)).toBe(result)
  expect(probeOf(idle(), { blue: result }, 10_000)).toBeUndefined()
})

it('allows a rollback for 5 s', () => {
  expect(isFresh(result, 15_000)).toBe(true)
  expect(isFresh(result, 15_001)).toBe(false)
  expect(isFresh(result, 4_999)).toBe(false)
})
