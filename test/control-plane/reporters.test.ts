import { expect, it } from 'vitest'
import { Reporters } from '../../src/control-plane/reporters.ts'
import { idle } from '../support/rollouts.ts'
import { report } from '../support/reports.ts'

const ISOLATES = 20_000
const nextRollout = idle({ revision: 8 })

function fleet(): Reporters {
  const reporters = new Reporters([], 'coordinator')
  for (let index = 0; index < ISOLATES; index++) {
    const isolate = `isolate-${index}`
    reporters.record(report([], { isolate, revision: index === 0 ? 7 : 8 }), 1_000)
    reporters.schedule(isolate, 'baking', 1_000)
  }
  return reporters
}

it('schedules at most 300 reports per second for 20,000 isolates', () => {
  const reporters = fleet()

  const intervalMs = reporters.schedule('isolate-0', 'baking', 1_100)

  expect(ISOLATES / (intervalMs / 1000)).toBeLessThanOrEqual(300)
})

it('counts the one isolate that follows an older revision', () => {
  expect(fleet().following(nextRollout, 1_200)).toEqual({
    reporting: ISOLATES,
    following: ISOLATES - 1,
    oldestRevision: 7,
    silentMs: 200,
  })
})

it('stores the latest 5,000 reporters', () => {
  expect(fleet().entries().length).toBe(5_000)
})

it('stops counting an isolate when it no longer follows its last reply', () => {
  const reporters = new Reporters([], 'coordinator')
  reporters.record(report([], { revision: 8 }), 1_000)
  reporters.schedule('isolate-1', 'baking', 1_000)

  expect(reporters.following(nextRollout, 2_000).reporting).toBe(1)
  expect(reporters.following(nextRollout, 2_001).reporting).toBe(0)
})

it('does not count a report that arrives after a newer one', () => {
  const reporters = new Reporters([], 'coordinator')
  reporters.record(report([], { sequence: 2 }), 1_000)

  expect(reporters.record(report([], { sequence: 1 }), 1_001)).toBe(false)
  expect(reporters.record(report([], { sequence: 2 }), 1_002)).toBe(false)
  expect(reporters.record(report([], { sequence: 3 }), 1_003)).toBe(true)
})
