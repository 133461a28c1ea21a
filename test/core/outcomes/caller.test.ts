import { describe, expect, it } from 'vitest'
import {
  callerGroup,
  callerHash,
  identityOf,
  type CallerFacts,
} from '../../../src/core/outcomes/caller.ts'

const nothing: CallerFacts = { authorization: null, apiKey: null, queryKey: null, address: null }

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function jwt(claims: object, signature: string): string {
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.${signature}`
}

describe('the identity of a caller', () => {
  it.each([
    ['another scheme', { authorization: 'bearer sk-1' }],
    ['another case', { authorization: 'BEARER SK-1' }],
    ['more spaces', { authorization: ' Bearer   sk-1 ' }],
    ['x-api-key', { apiKey: 'sk-1' }],
    ['a query parameter', { queryKey: 'sk-1' }],
    ['another address', { authorization: 'Bearer sk-1', address: '203.0.113.9' }],
  ])('is the same with %s', (_, facts) => {
    const identity = identityOf({ ...nothing, authorization: 'Bearer sk-1' })

    expect(identityOf({ ...nothing, ...facts })).toBe(identity)
  })

  it('differs for another key', () => {
    expect(identityOf({ ...nothing, apiKey: 'sk-1' })).not.toBe(
      identityOf({ ...nothing, apiKey: 'sk-2' })
    )
  })

  it('is that of issuer and subject for a JWT, whatever its expiry and signature', () => {
    const claims = { iss: 'https://id.example', sub: 'anna', exp: 1 }
    const one = identityOf({ ...nothing, authorization: `Bearer ${jwt(claims, 'one')}` })
    const later = jwt({ ...claims, exp: 2 }, 'two')
    const other = jwt({ ...claims, sub: 'bert' }, 'one')

    expect(identityOf({ ...nothing, authorization: `Bearer ${later}` })).toBe(one)
    expect(identityOf({ ...nothing, authorization: `Bearer ${other}` })).not.toBe(one)
  })

  it('is that of the credential for a SigV4 signature', () => {
    const signed = (signature: string): string =>
      `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu/s3/aws4_request, SignedHeaders=host, Signature=${signature}`

    expect(identityOf({ ...nothing, authorization: signed('a1') })).toBe(
      identityOf({ ...nothing, authorization: signed('b2') })
    )
  })

  it.each([
    ['203.0.113.9', '203.0.113.200'],
    ['2001:db8:1::1', '2001:DB8:1:ffff::2'],
  ])('is the network without a key: %s and %s are one', (one, other) => {
    expect(identityOf({ ...nothing, address: one })).toBe(
      identityOf({ ...nothing, address: other })
    )
  })

  it.each([
    ['203.0.113.9', '203.0.114.9'],
    ['2001:db8:1::1', '2001:db8:2::1'],
  ])('is the network without a key: %s and %s are two', (one, other) => {
    expect(identityOf({ ...nothing, address: one })).not.toBe(
      identityOf({ ...nothing, address: other })
    )
  })

  it('counts an empty key as none', () => {
    expect(identityOf({ ...nothing, authorization: '', address: '203.0.113.9' })).toBe(
      identityOf({ ...nothing, address: '203.0.113.9' })
    )
  })
})

describe('the group of a known caller', () => {
  it('is never that of strangers, and spreads callers over all others', () => {
    const groups = Array.from({ length: 2_000 }, (_, index) =>
      callerGroup(callerHash(`sk-${index}`))
    )

    expect(Math.min(...groups)).toBe(1)
    expect(new Set(groups).size).toBe(63)
  })
})
