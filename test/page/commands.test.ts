import { expect, it } from 'vitest'
import type { Permission } from '../../src/core/access/roles.ts'
import { commandBodyOf } from '../../src/page/logic/command-body.ts'
import { consequencesOf } from '../../src/page/logic/consequences.ts'
import { actionsOf } from '../../src/page/logic/page-actions.ts'
import { refusalText } from '../../src/page/logic/refused-command.ts'
import {
  after,
  atRest,
  baking,
  HOUR,
  NOW,
  rolledBack,
  shifting,
  slot,
} from '../support/page/statuses.ts'

const all: readonly Permission[] = ['read', 'release', 'operate', 'roll_back']
const suites = [{ cases: 5 }]
const usable = (status: Parameters<typeof actionsOf>[0]) =>
  actionsOf(status, all, suites)
    .filter(({ unavailable }) => unavailable === undefined)
    .map(({ label }) => label)

it('offers what the phase allows', () => {
  expect(usable(atRest())).toEqual(['Switch to green v1', 'Pause', 'Verify green v1'])
  expect(usable(shifting())).toEqual(['Roll back to blue v2', 'Promote', 'Pause'])
  expect(usable(baking())).toEqual(['Roll back to blue v2', 'Promote', 'Pause'])
})

it('offers the way back of a completed rollout, and to resume a paused one', () => {
  const wayBack = { color: 'green', release: 'v1', until: after(HOUR) } as const
  const paused = { at: after(-HOUR), by: 'noor', reason: 'lunch' }

  expect(usable(atRest({ wayBack }))).toContain('Roll back to green v1')
  expect(usable(shifting({ paused }))).toContain('Resume')
})

it('shows each role only what the router lets it do', () => {
  const labels = (permissions: readonly Permission[]) =>
    actionsOf(shifting(), permissions, suites).map(({ name }) => name)

  expect(labels(['read'])).toEqual([])
  expect(labels(['roll_back'])).toEqual(['rollback'])
  expect(labels(['read', 'release'])).toEqual(['verify'])
})

it('does not offer to verify without a stored suite', () => {
  const [verify] = actionsOf(atRest(), ['release'], [])

  expect(verify?.unavailable).toBe('no suite of golden requests is stored')
})

it('says in numbers what a rollback will do', () => {
  const { title, effects, obstacles } = consequencesOf('rollback', shifting(), {}, suites)

  expect(title).toBe('Roll chat back to blue v2?')
  expect(effects[0]).toBe('green v3 goes from 5 % of the keys to 0 %; blue v2 takes 100 %.')
  expect(effects[1]).toContain('(green takes 1.0 calls/s now)')
  expect(obstacles).toEqual([])
})

it('warns of a stable that does not answer, and rolls back all the same', () => {
  const status = baking({ stableProbe: { ready: false, at: after(0) }, holdBack: 2 })

  const { effects } = consequencesOf('rollback', status, {}, suites)

  expect(effects[0]).toContain('from 98 % of the keys to 0 %')
  expect(effects.at(-1)).toBe('Careful: blue v2 did not answer its last probe.')
})

it('says what a promotion will do: the next step, all traffic, and the end of the bake', () => {
  const titleOf = (isAtOnce: boolean, status = shifting()) =>
    consequencesOf('promote', status, { isAtOnce }, suites)

  expect(titleOf(false).title).toBe('Promote green v3 to 50 %?')
  expect(titleOf(false).effects[0]).toBe(
    'green v3 goes from 5 % to 50 % of the keys now; blue v2 keeps 50 %.'
  )
  expect(titleOf(true).effects[0]).toContain('blue v2 keeps 0 %. The bake of 30 min begins.')
  expect(titleOf(false, baking()).title).toBe('End the bake of green v3 in its favor?')
})

it('names what the router would refuse without force', () => {
  const unverified = atRest({ slots: { blue: slot(), green: slot({ verified: false }) } })
  const quarantined = rolledBack({ frozenUntil: '2026-11-27T08:00:00.000Z' })

  expect(consequencesOf('switch', unverified, {}, suites).obstacles).toHaveLength(1)
  expect(consequencesOf('switch', quarantined, {}, suites).obstacles).toEqual([
    'green v3 was rolled back and is quarantined.',
    'A freeze lasts until 2026-11-27T08:00:00.000Z.',
  ])
})

it('says by which steps a switch goes on', () => {
  const steps = [{ weight: 5, ms: 600_000 }, { weight: 50 }]

  expect(consequencesOf('switch', atRest(), { steps }, suites).effects[0]).toBe(
    'green v1 goes from 0 % to 5 % of the keys for 10 min, then 50 %, then 100 %.'
  )
})

it.each([
  [{ steps: [], holdBack: 0 }, {}, 'to 100 % of the keys at once, and its bake of 30 min begins.'],
  [{ steps: [], holdBack: 2 }, {}, 'to 98 % of the keys at once, and its bake of 30 min begins.'],
  [
    {
      steps: [
        { weight: 5, seconds: 600 },
        { weight: 50, seconds: null },
      ],
      holdBack: 0,
    },
    {},
    'to 5 % of the keys for 10 min, then 50 %, then 100 %.',
  ],
  [
    { steps: [{ weight: 5, seconds: 600 }], holdBack: 0 },
    { isAtOnce: true },
    'to 100 % of the keys at once, and its bake of 30 min begins.',
  ],
] as const)('says by which configured steps a switch goes on: %j %j', (plan, choices, expected) => {
  const status = atRest({ switchPlan: { ...plan, steps: [...plan.steps], bakeSeconds: 1800 } })

  expect(consequencesOf('switch', status, choices, suites).effects[0]).toBe(
    `green v1 goes from 0 % ${expected}`
  )
})

it('sends what was entered, and leaves out what was not', () => {
  const plan = { kind: 'configured' } as const
  const entered = { reason: ' why ', plan, isForced: false }

  expect(commandBodyOf('rollback', { ...entered, reason: ' ' })).toEqual({})
  expect(commandBodyOf('pause', entered)).toEqual({ reason: 'why' })
  expect(commandBodyOf('switch', { ...entered, isForced: true })).toEqual({
    reason: 'why',
    force: 'why',
  })
  expect(commandBodyOf('promote', { ...entered, plan: { kind: 'at_once' } })).toEqual({
    reason: 'why',
    full: true,
  })
  expect(
    commandBodyOf('switch', { ...entered, plan: { kind: 'own', steps: '5%:10m,50%' } })
  ).toEqual({ reason: 'why', steps: [{ weight: 5, seconds: 600 }, { weight: 50 }] })
})

it('says who changed a model meanwhile when a command comes too late', () => {
  const problem = { status: 412, code: 'revision_mismatch', detail: 'Other.', retryAfterMs: 0 }

  expect(refusalText(problem, 42, rolledBack(), NOW)).toBe(
    'Nothing was changed: router changed it meanwhile (revision 42 → 43, 51 s ago: green is faulty). Now: Rolled back, live is blue v2.'
  )
  expect(refusalText({ ...problem, status: 403 }, 42, rolledBack(), NOW)).toBe(
    'Nothing was changed. Other.'
  )
})
