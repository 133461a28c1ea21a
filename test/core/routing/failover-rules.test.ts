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

/** A call that may be replayed, unless the overrides say otherwise. */
function facts(overrides: Partial<FailoverFacts> = {}): FailoverFacts {
  const failure = { kind: 'refused' } as const
  return { failure, bodyKept: true, repeatable: false, hasFailoverColor: true, ...overrides }
}

describe('a call is repeated', () => {
  it('when the origin refused the connection', () => {
    expect(mayFailOver(facts())).toBe(true)
  })

  it('when the origin answered with a fault', () => {
    expect(mayFailOver(facts({ failure: { kind: 'fault_status' } }))).toBe(true)
  })

  it('when the origin took it and it may be processed twice', () => {
    expect(mayFailOver(facts({ failure: { kind: 'taken' }, repeatable: true }))).toBe(true)
  })
})

describe('a call is not repeated', () => {
  it.each([
    ['when the origin took it', { failure: { kind: 'taken' } }],
    ['when its body was not kept', { bodyKept: false }],
    ['when there is nobody to take it over', { hasFailoverColor: false }],
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
])('takes %i for a call that never reached its origin: %s', (status, expected) => {
  expect(neverReachedOrigin(status)).toBe(expected)
})

describe('stable is asked about a refusal', () => {
  const refusal = { status: 400, outcome: 'neutral', isCandidate: true, bodyKept: true } as const

  it('of a candidate in its bake', () => {
    expect(mayCheckContract(refusal)).toBe(true)
  })

  it.each([
    ['when nothing is on trial', { isCandidate: false }],
    ['when the body was not kept', { bodyKept: false }],
    ['when the answer is a fault', { status: 500, outcome: 'fault' }],
    ['when the model counts a good answer as neutral', { status: 399 }],
  ] as const)('not %s', (_, overrides) => {
    expect(mayCheckContract({ ...refusal, ...overrides })).toBe(false)
  })
})

describe('a matched pair', () => {
  it.each([
    ['success', 'fault', 'discordant'],
    ['fault', 'neutral', 'concordant'],
    ['neutral', 'neutral', 'concordant'],
    ['overload', 'fault', undefined],
  ] as const)('with a %s on the other color makes a fault %s', (second, outcome, finding) => {
    expect(outcomeOfPair('fault', second)).toBe(outcome)
    expect(pairFindingOf(second)).toBe(finding)
  })
})

describe('the budget', () => {
  const spendAll = (budget: FailoverBudget): number => {
    const rest = takeFailover(budget)
    return rest === undefined ? 0 : 1 + spendAll(rest)
  }

  it('lets a quiet model repeat a few calls', () => {
    expect(spendAll(fullBudget)).toBe(10)
  })

  it('earns one failover by five calls at a share of 0.2', () => {
    const earned = [1, 2, 3, 4, 5].reduce((budget) => earnFailover(budget, 0.2), { tokens: 0 })

    expect(spendAll(earned)).toBe(1)
  })

  it('earns none by four', () => {
    const earned = [1, 2, 3, 4].reduce((budget) => earnFailover(budget, 0.2), { tokens: 0 })

    expect(takeFailover(earned)).toBeUndefined()
  })

  it('never allows more than the reserve and the share of the calls', () => {
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
