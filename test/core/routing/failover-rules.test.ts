import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  earn,
  findingOf,
  fullBudget,
  mayCrossExamine,
  mayReplay,
  neverReachedOrigin,
  outcomeOfPair,
  spend,
  type ReplayBudget,
  type ReplayFacts,
} from '../../../src/core/routing/failover-rules.ts'

/** A call that may be replayed, unless the overrides say otherwise. */
function facts(overrides: Partial<ReplayFacts> = {}): ReplayFacts {
  const failure = { kind: 'refused' } as const
  return { failure, bodyKept: true, repeatable: false, understudy: true, ...overrides }
}

describe('a call is repeated', () => {
  it('when the origin refused the connection', () => {
    expect(mayReplay(facts())).toBe(true)
  })

  it('when the origin answered with a fault', () => {
    expect(mayReplay(facts({ failure: { kind: 'fault_status' } }))).toBe(true)
  })

  it('when the origin took it and it may be processed twice', () => {
    expect(mayReplay(facts({ failure: { kind: 'taken' }, repeatable: true }))).toBe(true)
  })
})

describe('a call is not repeated', () => {
  it.each([
    ['when the origin took it', { failure: { kind: 'taken' } }],
    ['when its body was not kept', { bodyKept: false }],
    ['when there is nobody to take it over', { understudy: false }],
  ] as const)('%s', (_, overrides) => {
    expect(mayReplay(facts(overrides))).toBe(false)
  })
})

it.each([
  [520, false],
  [521, true],
  [522, true],
  [523, true],
  [524, false],
  [525, true],
  [526, true],
  [527, false],
])('takes %i for a call that never reached its origin: %s', (status, expected) => {
  expect(neverReachedOrigin(status)).toBe(expected)
})

describe('stable is asked about a refusal', () => {
  const refusal = { status: 400, outcome: 'neutral', onTrial: true, bodyKept: true } as const

  it('of a candidate in its bake', () => {
    expect(mayCrossExamine(refusal)).toBe(true)
  })

  it.each([
    ['when nothing is on trial', { onTrial: false }],
    ['when the body was not kept', { bodyKept: false }],
    ['when the answer is a fault', { status: 500, outcome: 'fault' }],
    ['when the model counts a good answer as neutral', { status: 399 }],
  ] as const)('not %s', (_, overrides) => {
    expect(mayCrossExamine({ ...refusal, ...overrides })).toBe(false)
  })
})

describe('a matched pair', () => {
  it.each([
    ['success', 'fault', 'convicted'],
    ['fault', 'neutral', 'shared'],
    ['neutral', 'neutral', 'shared'],
    ['pressure', 'fault', undefined],
  ] as const)('with a %s on the other color makes a fault %s', (second, outcome, finding) => {
    expect(outcomeOfPair('fault', second)).toBe(outcome)
    expect(findingOf(second)).toBe(finding)
  })
})

describe('the budget', () => {
  const spendAll = (budget: ReplayBudget): number => {
    const rest = spend(budget)
    return rest === undefined ? 0 : 1 + spendAll(rest)
  }

  it('lets a quiet model repeat a few calls', () => {
    expect(spendAll(fullBudget)).toBe(10)
  })

  it('earns one replay by five calls at a share of 0.2', () => {
    const earned = [1, 2, 3, 4, 5].reduce((budget) => earn(budget, 0.2), { tokens: 0 })

    expect(spendAll(earned)).toBe(1)
  })

  it('earns none by four', () => {
    const earned = [1, 2, 3, 4].reduce((budget) => earn(budget, 0.2), { tokens: 0 })

    expect(spend(earned)).toBeUndefined()
  })

  it('never allows more than the reserve and the share of the calls', () => {
    const steps = fc.array(fc.constantFrom('call', 'failure'), { maxLength: 500 })
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const end = all.reduce(
          ({ budget, replays }, step) => {
            const earned = earn(budget, share)
            const rest = step === 'failure' ? spend(earned) : undefined
            return { budget: rest ?? earned, replays: replays + (rest === undefined ? 0 : 1) }
          },
          { budget: fullBudget, replays: 0 }
        )
        expect(end.replays).toBeLessThanOrEqual(10 + share * all.length + 1e-6)
      })
    )
  })
})
