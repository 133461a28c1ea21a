import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  mayAskForState,
  mayCheckContract,
  mayFailOver,
  repeatRuleOf,
  secondDeadlineMs,
  type FailoverFacts,
  type FirstFailure,
  type RepeatRule,
} from '../../../src/core/routing/failover-rules.ts'

const trusted = { isQuarantined: false, isVerified: true }

/** A POST that may have an effect, and whose connection was refused. */
function facts(overrides: Partial<FailoverFacts> = {}): FailoverFacts {
  const call = { method: 'POST', hasIdempotencyKey: false, isStateless: false, bodyKept: true }
  return { failure: { kind: 'refused' }, other: trusted, ...call, ...overrides }
}

const status = (code: number): FirstFailure => ({ kind: 'status', status: code })

/** The table of the rules. Statuses that are not listed are never repeated. */
const ruled: readonly (readonly [FirstFailure, RepeatRule])[] = [
  [{ kind: 'refused' }, 'any'],
  [status(503), 'any'],
  [status(529), 'any'],
  [status(521), 'any'],
  [status(523), 'any'],
  [status(525), 'any'],
  [status(526), 'any'],
  [status(530), 'any'],
  [status(500), 'stateless'],
  [status(502), 'stateless'],
  [status(520), 'stateless'],
  [status(504), 'repeatable'],
  [status(522), 'repeatable'],
  [status(524), 'repeatable'],
  [{ kind: 'header_timeout' }, 'repeatable'],
  [{ kind: 'broken' }, 'repeatable'],
]

/** What each rule allows to a call. */
const calls = [
  ['POST', {}, ['any']],
  ['PUT', {}, ['any']],
  ['PATCH', {}, ['any']],
  ['DELETE', {}, ['any']],
  ['POST', { isStateless: true }, ['any', 'stateless']],
  ['DELETE', { isStateless: true }, ['any']],
  ['PUT', { isStateless: true }, ['any']],
  ['GET', {}, ['any', 'stateless', 'repeatable']],
  ['HEAD', {}, ['any', 'stateless', 'repeatable']],
  ['OPTIONS', {}, ['any', 'stateless', 'repeatable']],
  ['POST', { hasIdempotencyKey: true }, ['any', 'stateless', 'repeatable']],
  ['DELETE', { hasIdempotencyKey: true }, ['any', 'stateless', 'repeatable']],
] as const

describe('the rule after a failure', () => {
  it.each(ruled)('%o is %s', (failure, rule) => {
    expect(repeatRuleOf(failure)).toBe(rule)
  })

  it('is never for each other status', () => {
    const listed = new Set(ruled.map(([failure]) => JSON.stringify(failure)))
    const others = Array.from({ length: 900 }, (_, code) => status(code + 100))
    const unlisted = others.filter((failure) => !listed.has(JSON.stringify(failure)))

    expect(new Set(unlisted.map(repeatRuleOf))).toEqual(new Set(['never']))
    expect(repeatRuleOf(status(429))).toBe('never')
  })
})

describe('each row of the table', () => {
  it.each(
    calls.flatMap(([method, overrides, rules]) =>
      ruled.map(([failure, rule]) => ({
        method,
        overrides,
        failure,
        expected: rules.some((allowed) => allowed === rule),
      }))
    )
  )('$method $overrides after $failure: $expected', ({ method, overrides, failure, expected }) => {
    expect(mayFailOver(facts({ method, failure, ...overrides }))).toBe(expected)
  })
})

describe('no call fails over', () => {
  it.each([
    ['when its body was not kept', { bodyKept: false }],
    ['to a quarantined release', { other: { isQuarantined: true, isVerified: true } }],
    ['to an unverified release', { other: { isQuarantined: false, isVerified: false } }],
  ])('%s', (_, overrides) => {
    const methods = fc.constantFrom('GET', 'POST', 'DELETE')
    const failures = fc.constantFrom(...ruled.map(([failure]) => failure))
    fc.assert(
      fc.property(methods, failures, fc.boolean(), (method, failure, hasIdempotencyKey) => {
        const all = facts({ method, failure, hasIdempotencyKey, isStateless: true, ...overrides })
        expect(mayFailOver(all)).toBe(false)
      })
    )
  })
})

describe('a contract check', () => {
  const refusal = {
    status: 400,
    outcome: 'neutral',
    method: 'POST',
    isCandidate: true,
    bodyKept: true,
    isStateless: true,
    other: trusted,
  } as const

  it.each(['POST', 'GET', 'HEAD', 'OPTIONS'])('follows a refused %s during a bake', (method) => {
    expect(mayCheckContract({ ...refusal, method })).toBe(true)
  })

  it.each([
    ['when no candidate is on trial', { isCandidate: false }],
    ['when the body was not kept', { bodyKept: false }],
    ['when the answer is a fault', { status: 500, outcome: 'fault' }],
    ['when the status is below 400', { status: 399 }],
    ['where state may live', { isStateless: false }],
    ['for a DELETE', { method: 'DELETE', status: 404 }],
    ['for a PUT', { method: 'PUT', status: 404 }],
    ['for a PATCH', { method: 'PATCH', status: 404 }],
    ['when the caller is not authorized', { status: 401 }],
    ['when the caller is forbidden', { status: 403 }],
    ['when the caller has to authenticate with a proxy', { status: 407 }],
    ['when the answer is withheld for legal reasons', { status: 451 }],
    ['when stable is not verified', { other: { isQuarantined: false, isVerified: false } }],
  ] as const)('does not happen %s', (_, overrides) => {
    expect(mayCheckContract({ ...refusal, ...overrides })).toBe(false)
  })
})

describe('the color that may have the state of a call', () => {
  const refusal = {
    status: 404,
    method: 'POST',
    bodyKept: true,
    isStateful: true,
    other: trusted,
  } as const

  it.each(['POST', 'GET', 'HEAD'])('is asked about a refused %s', (method) => {
    expect(mayAskForState({ ...refusal, method })).toBe(true)
  })

  it.each([
    ['about a DELETE', { method: 'DELETE' }],
    ['about a PUT', { method: 'PUT' }],
    ['about a PATCH', { method: 'PATCH' }],
    ['about a 403', { status: 403 }],
    ['where no state lives', { isStateful: false }],
    ['when it is quarantined', { other: { isQuarantined: true, isVerified: true } }],
    ['when the body was not kept', { bodyKept: false }],
  ] as const)('is not asked %s', (_, overrides) => {
    expect(mayAskForState({ ...refusal, ...overrides })).toBe(false)
  })
})

describe('the deadline of a second attempt', () => {
  it.each([
    ['is the failover timeout', { objectiveMs: Infinity }, 10_000],
    ['is the failover timeout where answers are quick', { objectiveMs: 2_000 }, 10_000],
    ['is the objective where answers take longer', { objectiveMs: 40_000 }, 40_000],
    ['is never above the header timeout', { objectiveMs: 40_000, headerTimeoutMs: 30_000 }, 30_000],
  ])('%s', (_, overrides, expected) => {
    const limits = { failoverTimeoutMs: 10_000, headerTimeoutMs: 120_000, ...overrides }

    expect(secondDeadlineMs(limits)).toBe(expected)
  })
})
