import { expect, it } from 'vitest'
import { conditionsOf } from '../../src/page/logic/conditions.ts'
import { ladderOf, nextStepText } from '../../src/page/logic/plan-ladder.ts'
import { situationOf } from '../../src/page/logic/rollout-situation.ts'
import { spreadText } from '../../src/page/logic/spread-words.ts'
import {
  after,
  atRest,
  baking,
  before,
  HOUR,
  MINUTE,
  NOW,
  rolledBack,
  shifting,
  slot,
} from '../support/page/statuses.ts'

const plan = shifting().plan
const staged = { blue: slot(), green: slot({ release: 'v3', staging: 40, verified: false }) }

it.each([
  ['At rest', 'nothing is on trial', atRest()],
  ['Staged', 'green v3 waits, not verified yet', atRest({ slots: staged })],
  ['Shifting', 'green v3 takes 5 % of the keys', shifting()],
  [
    'Held',
    'green v3 takes 5 % of the keys; held because 210 more good calls are needed',
    shifting({ plan: plan && { ...plan, waitsFor: 'healthy_verdict' } }),
  ],
  [
    'Held',
    'green v3 takes 5 % of the keys; held because the plan waits for Promote',
    shifting({ plan: plan && { ...plan, waitsFor: 'promote' } }),
  ],
  ['Baking', 'green v3 takes all traffic; 17:56 of the bake left', baking()],
  [
    'Baking',
    'green v3 takes all but 2 % of the keys; 17:56 of the bake left',
    baking({ holdBack: 2 }),
  ],
  ['Rolled back', 'green v3 was rolled back and gets no traffic', rolledBack()],
  [
    'Paused',
    'green v3 stays at 5 % until somebody resumes',
    shifting({ paused: { at: before(MINUTE), by: 'noor', reason: 'lunch' } }),
  ],
])('says in words how a model stands: %s, %s', (label, text, status) => {
  expect(situationOf(status, NOW)).toMatchObject({ label, text })
})

it('shows the steps as a ladder with the place where the rollout stands', () => {
  expect(ladderOf(shifting(), NOW)).toEqual([
    { label: '5 %', state: 'current', text: '6:12 of 10:00', progress: 372 / 600 },
    { label: '50 %', state: 'next', text: '10 min' },
    { label: '100 %', state: 'next', text: 'bake 30 min' },
    { label: 'Stable', state: 'next', text: 'the rollout is complete' },
  ])
})

it('shows a step that only an operator ends, and the steps that are done', () => {
  const steps = [
    { weight: 5, seconds: 60 },
    { weight: 50, seconds: null },
  ]
  const status = shifting({
    plan: plan && { ...plan, steps, step: 1, since: before(MINUTE), waitsFor: 'promote' },
  })

  expect(ladderOf(status, NOW).slice(0, 2)).toEqual([
    { label: '5 %', state: 'done', text: 'done' },
    { label: '50 %', state: 'current', text: '1:00, until Promote' },
  ])
  expect(nextStepText(status, NOW)).toBe('Next is 100 %: held because the plan waits for Promote.')
})

it('shows the clock of the bake', () => {
  expect(ladderOf(baking(), NOW)[0]).toMatchObject({
    label: '100 %',
    text: 'bake 12:04 of 30:00',
  })
  expect(nextStepText(baking(), NOW)).toBe(
    'The bake ends in 17:56, if the verdict is healthy (now undecided).'
  )
  expect(nextStepText(atRest(), NOW)).toBeUndefined()
})

it('says what is out of the ordinary', () => {
  const status = shifting({
    autoRollback: true,
    stableProbe: { ready: false, at: before(1_000) },
    frozenUntil: after(HOUR),
    configured: [{ color: 'green', origin: 'https://x.test', release: 'v9' }],
  })

  const [frozen, noWayBack, configured] = conditionsOf(status, NOW)

  expect(frozen).toMatch(/^Frozen until .+: nothing goes forward\. Rollbacks still work\.$/)
  expect(noWayBack).toBe('No automatic rollback is possible: blue v2 is not ready.')
  expect(configured).toContain('bluegreen apply chat')
  expect(conditionsOf(atRest(), NOW)).toEqual([])
})

it('says how far a decision has arrived', () => {
  const texts = spreadText(rolledBack()).map(({ text }) => text)

  expect(texts).toEqual([
    '12 of 14 reporting isolates follow revision 43; the last one follows 42.',
    'Behind: revision 41, the router is at 43 and tries again.',
  ])
})

it('says that the only isolate follows', () => {
  const isolates = { reporting: 1, following: 1, oldestRevision: 42, silentMs: 700 }

  const [first] = spreadText(atRest({ isolates }))

  expect(first?.text).toMatch(/^The one reporting isolate follows revision \d+\.$/)
})
