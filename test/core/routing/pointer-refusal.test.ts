import { describe, expect, it } from 'vitest'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import { refusalOf } from '../../../src/core/routing/pointer-refusal.ts'

const slots = {
  blue: { origin: 'https://blue.test/base', release: 'v1', staging: 0 },
  green: { origin: 'http://green.test:8080', release: 'größe', staging: 0 },
}
const model = {
  slots,
  origins: ['https://blue.test', 'http://green.test:8080', 'https://*.list.test'],
  withheldSecrets: new Set(['SLACK_URL']),
}
const known: Pointer = { revision: 7, slots, stable: 'blue', weight: 0 }

/** A pointer with revision 8 and another slot of blue. */
function withBlue(blue: {
  origin?: string
  release?: string
  headers?: Record<string, string>
}): Pointer {
  return { ...known, revision: 8, slots: { ...slots, blue: { ...slots.blue, ...blue } } }
}

const refusal = (pointer: Pointer) => refusalOf(pointer, { model, known })

describe('a pointer is followed', () => {
  it.each([
    ['with the configured slots', { ...known, revision: 8 }],
    ['with another path on a configured host', withBlue({ origin: 'https://blue.test/v2' })],
    ['with the other slot’s host', withBlue({ origin: 'http://green.test:8080' })],
    ['with a host in other spelling', withBlue({ origin: 'HTTPS://Blue.Test:443' })],
    ['with a label of 64 characters', withBlue({ release: 'x'.repeat(64) })],
    ['with a configured label outside ASCII', withBlue({ release: 'größe' })],
    ['with a host on the list', withBlue({ origin: 'https://v3.list.test' })],
    ['with a secret', withBlue({ headers: { authorization: 'BLUE_KEY' } })],
    ['with a million revisions more', { ...known, revision: 1_000_007 }],
  ])('%s', (_, pointer) => {
    expect(refusal(pointer)).toBeUndefined()
  })
})

describe('a pointer is refused', () => {
  it.each([
    ['impossible_revision', 'more than a million ahead', { ...known, revision: 1_000_008 }],
    ['unknown_host', 'to another host', withBlue({ origin: 'https://evil.test' })],
    ['unknown_host', 'to another port', withBlue({ origin: 'https://blue.test:8443' })],
    ['unknown_host', 'to a host without TLS', withBlue({ origin: 'http://blue.test' })],
    ['unknown_host', 'with a user name', withBlue({ origin: 'https://blue.test@evil.test' })],
    ['unknown_host', 'with a backslash', withBlue({ origin: 'https://evil.test\\@blue.test' })],
    ['unknown_host', 'to a subdomain', withBlue({ origin: 'https://blue.test.evil.test' })],
    ['forbidden_secret', 'with the admin token', withBlue({ headers: { 'x-key': 'ADMIN_TOKEN' } })],
    ['forbidden_secret', 'with a receiver’s secret', withBlue({ headers: { 'x-a': 'SLACK_URL' } })],
    ['impossible_port', 'with the port 65536', withBlue({ origin: 'https://blue.test:65536' })],
    ['impossible_port', 'with the port 0', withBlue({ origin: 'https://blue.test:0/base' })],
    ['impossible_label', 'with a line break', withBlue({ release: 'v1\nv2' })],
    ['impossible_label', 'with a label outside ASCII', withBlue({ release: 'grün' })],
    ['impossible_label', 'with a label of 65 characters', withBlue({ release: 'x'.repeat(65) })],
  ] as const)('as %s %s', (reason, _, pointer) => {
    expect(refusal(pointer)).toBe(reason)
  })

  it('by an isolate that knows none yet, when it is more than a million ahead of the first', () => {
    const pointer = { ...known, revision: 1_000_001 }

    expect(refusalOf(pointer, { model, known: undefined })).toBe('impossible_revision')
    expect(refusalOf({ ...pointer, revision: 1_000_000 }, { model, known: undefined })).toBe(
      undefined
    )
  })
})

it('a pointer without news is not refused: after a deploy KV still holds the old hosts', () => {
  const old = withBlue({ origin: 'https://old.test' })

  expect(refusalOf({ ...old, revision: 6 }, { model, known })).toBeUndefined()
  expect(refusalOf({ ...old, revision: 7 }, { model, known: { ...old, revision: 7 } })).toBe(
    undefined
  )
  expect(refusalOf({ ...old, revision: 7 }, { model, known })).toBe('unknown_host')
})

it('a pointer to the hosts of the known one is followed, also off the list', () => {
  const old = { ...withBlue({ origin: 'https://old.test', release: 'grün' }), revision: 7 }
  const next = { ...old, revision: 8, stable: 'green' as const }

  expect(refusalOf(next, { model, known: old })).toBeUndefined()
  expect(refusalOf(next, { model, known: undefined })).toBe('impossible_label')
})
