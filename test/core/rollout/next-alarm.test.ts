import { expect, it } from 'vitest'
import { nextAlarmAt, otherAlarmAt } from '../../../src/core/rollout/next-alarm.ts'
import type { AlertCode } from '../../../src/core/rollout/alert-codes.ts'
import { baking, idle, shifting } from '../../support/rollouts.ts'

function alertOf(code: AlertCode) {
  return { code, message: 'because', since: 1_000 }
}

it('is in 2 s while the pointer is not written into KV', () => {
  expect(nextAlarmAt(idle(), 'pending', 5_000)).toBe(7_000)
  expect(nextAlarmAt(baking(), 'pending', 5_000)).toBe(7_000)
})

it('is in 10 s while the written pointer is not visible in KV', () => {
  expect(nextAlarmAt(idle(), 'written', 5_000)).toBe(15_000)
})

it('is in 30 s during a bake, for the next probe of stable', () => {
  expect(nextAlarmAt(baking(), 'visible', 5_000)).toBe(35_000)
})

it('is at the end of a bake that comes sooner', () => {
  expect(nextAlarmAt(baking(), 'visible', 32_000)).toBe(61_000)
})

it('is in 10 s when the bake is over and evidence is missing', () => {
  expect(nextAlarmAt(baking(), 'visible', 61_000)).toBe(71_000)
})

it('is at the end of a step like at that of a bake, and for the probes without one', () => {
  expect(nextAlarmAt(shifting(), 'visible', 32_000)).toBe(61_000)
  expect(nextAlarmAt(shifting(), 'visible', 61_000)).toBe(71_000)
  expect(nextAlarmAt(shifting({ step: 1 }), 'visible', 61_000)).toBe(91_000)
})

it('is in 5 min when idle with a way back, for the next probe of the previous release', () => {
  const completed = idle({ stable: 'green', previous: { color: 'blue', until: 9_000 } })

  expect(nextAlarmAt(completed, 'visible', 8_999)).toBe(308_999)
  expect(nextAlarmAt(completed, 'visible', 9_000)).toBeUndefined()
})

it('is not set when idle with a visible pointer', () => {
  expect(nextAlarmAt(idle(), 'visible', 5_000)).toBeUndefined()
})

it('is in 10 s at the latest while a verification runs', () => {
  expect(otherAlarmAt({ isVerifying: true, alerts: [] }, 5_000)).toBe(15_000)
  expect(otherAlarmAt({ isVerifying: true, alerts: [alertOf('reports_lost')] }, 5_000)).toBe(15_000)
})

it('is in a minute at the latest while an alert can end with time', () => {
  expect(otherAlarmAt({ isVerifying: false, alerts: [alertOf('reports_lost')] }, 5_000)).toBe(
    65_000
  )
})

it('is not set for an alert that ends with an event', () => {
  expect(otherAlarmAt({ isVerifying: false, alerts: [alertOf('config_differs')] }, 5_000)).toBe(
    undefined
  )
})
