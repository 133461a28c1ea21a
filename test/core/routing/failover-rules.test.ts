import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  earnFailover,
  pairFindingOf,
  fullBudget,
  mayCheckContract,
  mayFailOver,
  neverReachedOrigin,
  outcomeOfPair,
  takeFailover,
  type FailoverBudget,
  type FailoverFacts,
} from '../../../src/core/routing/failover-rules.ts'

/** A call that fails over, unless the overrides prevent it. */
function facts(overrides: Partial<FailoverFacts> = {}): FailoverFacts {
  const failure = { kind: 'refused' } as const
  return { failure, bodyKept: true, repeatable: false, hasFailoverColor: true, ...overrides }
}

describe('a call fails over', () => {
  it('when the origin refused the connection', () => {
    expect(mayFailOver(facts())).toBe(true)
  })

  it('when the origin answered with a fault status', () => {
    expect(mayFailOver(facts({ failure: { kind: 'fault_status' } }))).toBe(true)
  })

  it('when the origin received it and it may be processed twice', () => {
    expect(mayFailOver(facts({ failure: { kind: 'taken' }, repeatable: true }))).toBe(true)
  })
})

describe('a call does not fail over', () => {
  it.each([
    [
      'when the origin received it and it may not be processed twice',
      { failure: { kind: 'taken' } },
    ],
    ['when its body was not kept', { bodyKept: false }],
    ['when there is no failover color', { hasFailoverColor: false }],
  ] as const)('%s', (_, overrides) => {
    expect(mayFailOver(facts(overrides))).toBe(false)
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
])('status %i means that the call never reached its origin: %s', (status, expected) => {
  expect(neverReachedOrigin(status)).toBe(expected)
})

describe('a contract check', () => {
  const refusal = {
    status: 400,
    outcome: 'neutral',
    isCandidate: true,
    bodyKept: true,
    isStateless: true,
  } as const

  it('follows a refusal of a candidate in its bake', () => {
    expect(mayCheckContract(refusal)).toBe(true)
  })

  it.each([
    ['when no candidate is on trial', { isCandidate: false }],
    ['when the body was not kept', { bodyKept: false }],
    ['when the answer is a fault', { status: 500, outcome: 'fault' }],
    ['when the status is below 400', { status: 399 }],
    ['where state may live', { isStateless: false }],
    ['when the caller is not authorized', { status: 401 }],
    ['when the caller is forbidden', { status: 403 }],
    ['when the caller has to authenticate with a proxy', { status: 407 }],
    ['when the answer is withheld for legal reasons', { status: 451 }],
  ] as const)('does not happen %s', (_, overrides) => {
    expect(mayCheckContract({ ...refusal, ...overrides })).toBe(false)
  })
})

describe('the fault of a matched pair', () => {
  it.each([
    ['success', 'fault', 'discordant'],
    ['fault', 'neutral', 'concordant'],
    ['neutral', 'neutral', 'concordant'],
    ['overload', 'fault', undefined],
  ] as const)('with the outcome %s on the other color counts as %s', (second, outcome, finding) => {
    expect(outcomeOfPair('fault', second)).toBe(outcome)
    expect(pairFindingOf(second)).toBe(finding)
  })
})

describe('the failover budget', () => {
  const spendAll = (budget: FailoverBudget): number => {
    const rest = takeFailover(budget)
    return rest === undefined ? 0 : 1 + spendAll(rest)
  }

  it('allows ten failovers before any call', () => {
    expect(spendAll(fullBudget)).toBe(10)
  })

  it('earns one failover with five calls at a share of 0.2', () => {
    const earned = [1, 2, 3, 4, 5].reduce((budget) => earnFailover(budget, 0.2), { tokens: 0 })

    expect(spendAll(earned)).toBe(1)
  })

  it('earns no failover with four calls at a share of 0.2', () => {
    const earned = [1, 2, 3, 4].reduce((budget) => earnFailover(budget, 0.2), { tokens: 0 })

    expect(takeFailover(earned)).toBeUndefined()
  })

  it('never allows more failovers than the reserve plus the share of the calls', () => {
    const steps = fc.array(fc.constantFrom('call', 'failure'), { maxLength: 500 })
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const end = all.reduce(
          ({ budget, failovers }, step) => {
            const earned = earnFailover(budget, share)
            const rest = step === 'failure' ? takeFailover(earned) : undefined
            return { budget: rest ?? earned, failovers: failovers + (rest === undefined ? 0 : 1) }
          },
          { budget: fullBudget, failovers: 0 }
        )
        expect(end.failovers).toBeLessThanOrEqual(10 + share * all.length + 1e-6)
      })
    )
  })
})
