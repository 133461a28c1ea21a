import { expect, it } from 'vitest'
import type { Listed } from '../../src/page/data/shapes.ts'
import { byUrgency, isFound, needOf } from '../../src/page/logic/attention.ts'
import {
  after,
  alerting,
  atRest,
  baking,
  before,
  HOUR,
  NOW,
  rolledBack,
  shifting,
} from '../support/page/statuses.ts'

const failed: Listed = {
  model: 'failed',
  error: { code: 'coordinator_unavailable', message: 'No answer in 8 s.' },
}
const paused = { at: before(HOUR), by: 'noor', reason: 'lunch' }
const plan = shifting().plan

it('sorts models by who needs people: no status, alerts, rolled back, held, paused, under way, rest', () => {
  const models: readonly Listed[] = [
    atRest({ model: 'rest' }),
    baking({ model: 'baking' }),
    shifting({ model: 'shifting' }),
    shifting({ model: 'paused', paused }),
    shifting({ model: 'held', plan: plan && { ...plan, waitsFor: 'healthy_verdict' } }),
    rolledBack({ model: 'rolled-back' }),
    alerting({ model: 'alerting' }),
    failed,
  ]

  const sorted = byUrgency(models, NOW).map(({ model }) => model)

  expect(sorted).toEqual([
    'failed',
    'alerting',
    'rolled-back',
    'held',
    'paused',
    'shifting',
    'baking',
    'rest',
  ])
})

it('sorts alerts by the order of their codes, and equals by name', () => {
  const [worst, mild] = alerting().alerts
  const models = [
    atRest({ model: 'b', alerts: mild ? [mild] : [] }),
    atRest({ model: 'a', alerts: mild ? [mild] : [] }),
    atRest({ model: 'z', alerts: worst ? [worst] : [] }),
  ]

  expect(byUrgency(models, NOW).map(({ model }) => model)).toEqual(['z', 'a', 'b'])
})

it.each([
  ['people', alerting()],
  ['people', rolledBack()],
  ['people', shifting({ paused })],
  ['people', failed],
  ['under_way', shifting()],
  ['under_way', baking()],
  ['rest', atRest()],
  ['rest', rolledBack({ changedAt: before(25 * HOUR) })],
] as const)('needs %s: %#', (need, listed) => {
  expect(needOf(listed, NOW)).toBe(need)
})

it('finds a model by parts of its name, its releases, its state and its alerts', () => {
  const chat = alerting({ model: 'chat-large' })

  expect(isFound(chat, 'large v1', NOW)).toBe(true)
  expect(isFound(chat, 'LIVE_faulty', NOW)).toBe(true)
  expect(isFound(shifting(), 'shifting v3', NOW)).toBe(true)
  expect(isFound(failed, 'unavailable', NOW)).toBe(true)
  expect(isFound(chat, 'large v9', NOW)).toBe(false)
  expect(isFound(chat, ' ', NOW)).toBe(true)
})

it('holds when the time of a bake is over and the verdict is not healthy', () => {
  const over = baking({ bake: { startedAt: before(HOUR), endsAt: before(1) } })
  const running = baking({ bake: { startedAt: before(HOUR), endsAt: after(1) } })

  expect(needOf(over, NOW)).toBe('people')
  expect(needOf(running, NOW)).toBe('under_way')
})
