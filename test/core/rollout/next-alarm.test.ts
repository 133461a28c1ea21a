import { expect, it } from 'vitest'
import { nextAlarmAt } from '../../../src/core/rollout/next-alarm.ts'
import { baking, idle } from '../../support/rollouts.ts'

it('wakes up soon while KV has not taken the pointer', () => {
  expect(nextAlarmAt(idle(), 'pending', 5_000)).toBe(7_000)
  expect(nextAlarmAt(baking(), 'pending', 5_000)).toBe(7_000)
})

it('looks again until KV shows what it took', () => {
  expect(nextAlarmAt(idle(), 'written', 5_000)).toBe(15_000)
})

it('wakes up at the end of a bake', () => {
  expect(nextAlarmAt(baking(), 'visible', 5_000)).toBe(61_000)
})

it('looks from time to time once the bake is over and evidence is missing', () => {
  expect(nextAlarmAt(baking(), 'visible', 61_000)).toBe(71_000)
})

it('sleeps when nothing is left to wait for', () => {
  expect(nextAlarmAt(idle(), 'visible', 5_000)).toBeUndefined()
})
