import { describe, expect, it } from 'vitest'
import {
  conditionsOf,
  KV_STALE_MS,
  pointerConditions,
  type AlertFacts,
} from '../../../src/core/rollout/alert-conditions.ts'
import type { AlertCode } from '../../../src/core/rollout/alert-codes.ts'
import type { Verdict } from '../../../src/core/detector/verdict.ts'
import { baking, idle, release, shifting } from '../../support/rollouts.ts'

const quiet: AlertFacts = {
  rollout: idle(),
  onStable: undefined,
  unusable: {},
  receiverProblems: [],
  stableProbe: undefined,
  kvBehindMs: 0,
  faults: { internalErrors: 0, droppedTallies: 0, isComplete: true },
  unfollowed: [],
  failedDeliveries: [],
}

/** Returns the message of an alert that holds, false for one that does not, undefined when it is not known. */
function conditionOf(code: AlertCode, facts: Partial<AlertFacts>): string | false | undefined {
  const found = conditionsOf({ ...quiet, ...facts }).find((condition) => condition.code === code)
  if (found === undefined) return undefined
  return found.holds && found.message
}

function verdict(kind: Verdict['kind']): Verdict {
  const counts = { signal: 'fault', calls: 200, bad: 100, seconds: 4, baseline: 0.01 } as const
  const finding = { ...counts, srStatistic: 1, summary: '100 of 200 calls failed' }
  return kind === 'undecided'
    ? { kind, hold: false, samplesNeeded: 10, ...finding }
    : { kind, ...finding }
}

function probe(ready: boolean) {
  return { slot: release(), ready, at: 1_000 }
}

it('nothing holds when all is well', () => {
  expect(conditionsOf(quiet).filter(({ holds }) => holds)).toEqual([])
})

it('stable_faulty holds from a faulty verdict on stable to a healthy one', () => {
  const rollout = shifting()
  const look = (kind: Verdict['kind']) =>
    conditionOf('stable_faulty', { rollout, onStable: verdict(kind) })

  expect(look('faulty')).toBe('blue is faulty while green is on trial')
  expect(look('undecided')).toBeUndefined()
  expect(look('healthy')).toBe(false)
  expect(conditionOf('stable_faulty', { rollout })).toBe(false)
  expect(conditionOf('stable_faulty', { onStable: verdict('faulty') })).toBe(false)
})

it('secret_missing names the colors and the receivers', () => {
  const unusable = { blue: 'the secret KEY for x is not set' }
  const receiverProblems = ['ops: the secret URL is not set']

  expect(conditionOf('secret_missing', { unusable, receiverProblems })).toBe(
    'blue cannot be called: the secret KEY for x is not set. All calls go to green. No notification goes to ops: the secret URL is not set.'
  )
})

describe('no_way_back', () => {
  it('holds in a bake when stable does not answer its probe', () => {
    expect(conditionOf('no_way_back', { rollout: baking(), stableProbe: probe(false) })).toBe(
      'blue does not answer its probe, so there is no automatic rollback from green'
    )
  })

  it('holds in a bake when stable cannot be called', () => {
    const facts = { rollout: baking(), unusable: { blue: 'no secret' }, stableProbe: probe(true) }

    expect(conditionOf('no_way_back', facts)).toContain('blue cannot be called')
  })

  it('is not known before the first probe', () => {
    expect(conditionOf('no_way_back', { rollout: baking() })).toBeUndefined()
  })

  it.each([
    ['when stable answers', { rollout: baking(), stableProbe: probe(true) }],
    ['when nothing is on trial', { rollout: idle(), stableProbe: probe(false) }],
  ])('does not hold %s', (_, facts) => {
    expect(conditionOf('no_way_back', facts)).toBe(false)
  })
})

describe('kv_stale', () => {
  it.each([
    [0, false],
    [1, undefined],
    [KV_STALE_MS - 1, undefined],
    [KV_STALE_MS, expect.stringContaining('revision 7')],
  ])('after %d ms: %s', (kvBehindMs, condition) => {
    expect(conditionOf('kv_stale', { kvBehindMs })).toEqual(condition)
  })
})

describe.each([
  ['internal_errors', { internalErrors: 2, droppedTallies: 0 }, 'threw 2 errors'],
  ['reports_lost', { internalErrors: 0, droppedTallies: 1 }, 'dropped 1 group of counts'],
] as const)('%s', (code, counts, message) => {
  it('holds with the number of the last minutes', () => {
    const faults = { ...counts, isComplete: false }

    expect(conditionOf(code, { faults })).toContain(message)
  })

  it('does not hold after ten minutes without any, and is not known before', () => {
    const { faults } = quiet

    expect(conditionOf(code, { faults })).toBe(false)
    expect(conditionOf(code, { faults: { ...faults, isComplete: false } })).toBeUndefined()
  })
})

describe('config_differs', () => {
  it('says what is configured and what is live', () => {
    const configured = { origin: 'https://blue.test', release: 'v9' }

    expect(conditionOf('config_differs', { unfollowed: [{ color: 'blue', configured }] })).toBe(
      'a deploy changed a slot that is in use, which stays as it is (blue: configured v9, live v1)'
    )
  })

  it('names the origins when the label is the same', () => {
    const configured = { origin: 'https://new.test', release: 'v1' }

    expect(
      conditionOf('config_differs', { unfollowed: [{ color: 'blue', configured }] })
    ).toContain('blue: v1 configured at https://new.test, v1 stands at https://blue.test')
  })
})

it('notification_failed names each receiver once', () => {
  const failedDeliveries = ['ops: answered 500', 'ops: answered 500']

  expect(conditionOf('notification_failed', { failedDeliveries })).toBe(
    '2 notifications did not arrive (ops: answered 500)'
  )
})

describe('the pointer in KV', () => {
  it.each([
    [undefined, []],
    ['malformed', ['pointer_malformed']],
    ['unknown_host', ['pointer_refused']],
  ] as const)('%s raises %j and clears the others', (refusal, codes) => {
    const conditions = pointerConditions(refusal)

    expect(conditions.filter(({ holds }) => holds).map(({ code }) => code)).toEqual(codes)
    expect(conditions).toHaveLength(2)
  })
})
