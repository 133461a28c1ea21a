import { describe, expect, it } from 'vitest'
import {
  parseSticky,
  stickyKeyOf,
  type StickyFacts,
  type StickyRule,
} from '../../../src/core/routing/sticky.ts'

const noFacts: StickyFacts = { credential: () => undefined, header: () => null, address: null }

function keyBy(text: string, facts: Partial<StickyFacts>): string | undefined {
  const rule = parseSticky(text)
  return rule === undefined ? undefined : stickyKeyOf([rule], { ...noFacts, ...facts })
}

const headers = (all: Readonly<Record<string, string>>) => (name: string) => all[name] ?? null

describe('a rule', () => {
  it.each<[string, StickyRule]>([
    ['authorization', { kind: 'authorization' }],
    ['header:X-User', { kind: 'header', name: 'x-user' }],
    ['cookie:SID', { kind: 'cookie', name: 'SID' }],
    ['address', { kind: 'address' }],
    ['none', { kind: 'none' }],
  ])('%s is parsed', (text, rule) => {
    expect(parseSticky(text)).toEqual(rule)
  })

  it.each([
    '',
    'user',
    'header',
    'header:',
    'header:x user',
    'cookie:a=b',
    'Authorization',
    'header:x:y',
  ])('%j is refused', (text) => {
    expect(parseSticky(text)).toBeUndefined()
  })
})

describe('the key of a call', () => {
  it('is its credential', () => {
    expect(keyBy('authorization', { credential: () => 'key sk-1' })).toBe('key sk-1')
  })

  it('is a header without the blanks around it', () => {
    expect(keyBy('header:x-user', { header: headers({ 'x-user': ' ada ' }) })).toBe('ada')
  })

  it('is the value of a cookie, not of one whose name ends alike', () => {
    const header = headers({ cookie: 'xsid=1; theme=dark;sid=a=b; sid=2' })

    expect(keyBy('cookie:sid', { header })).toBe('a=b')
    expect(keyBy('cookie:missing', { header })).toBeUndefined()
  })

  it('is the whole address of IPv4, so that all behind one NAT go together', () => {
    expect(keyBy('address', { address: '203.0.113.7' })).toBe('203.0.113.7')
  })

  it.each([
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2:bbbb:c:d:e'],
    ['2001:DB8:0:0:1:2:3:4', '2001:db8::5'],
    ['2001:0db8:1:2::1', '2001:db8:1:2::2'],
  ])('is the same for two addresses of one IPv6 network, %s and %s', (one, another) => {
    expect(keyBy('address', { address: one })).toBe(keyBy('address', { address: another }))
  })

  it('differs between two IPv6 networks', () => {
    const [one, another] = ['2001:db8:1:2::1', '2001:db8:1:3::1']

    expect(keyBy('address', { address: one })).not.toBe(keyBy('address', { address: another }))
  })

  it('comes from the first rule that finds one', () => {
    const rules = ['header:x-user', 'cookie:sid', 'address'].flatMap(
      (text) => parseSticky(text) ?? []
    )
    const facts = { ...noFacts, address: '203.0.113.7' }
    const cookie = { cookie: 'sid=7' }

    expect(stickyKeyOf(rules, { ...facts, header: headers({ 'x-user': 'ada', ...cookie }) })).toBe(
      'ada'
    )
    expect(stickyKeyOf(rules, { ...facts, header: headers({ 'x-user': ' ', ...cookie }) })).toBe(
      '7'
    )
    expect(stickyKeyOf(rules, facts)).toBe('203.0.113.7')
    expect(stickyKeyOf(rules, noFacts)).toBeUndefined()
  })

  it('is none where no rule is to find one', () => {
    expect(keyBy('none', { credential: () => 'key sk-1' })).toBeUndefined()
  })
})
