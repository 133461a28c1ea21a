import { describe, expect, it } from 'vitest'
import { isOnHosts, parseHostPattern } from '../../../src/core/routing/allowed-hosts.ts'

function isOn(origin: string, pattern: string): boolean {
  const parsed = parseHostPattern(pattern)
  if (parsed === undefined) throw new Error(`${pattern} is not a pattern`)
  return isOnHosts(origin, [parsed])
}

describe('a pattern of hosts', () => {
  it.each([
    ['*.models.example', 'https://*.models.example'],
    ['https://Blue.Models.example:443/', 'https://blue.models.example'],
    ['http://127.0.0.1:9101', 'http://127.0.0.1:9101'],
    ['http://[::1]:9101', 'http://[::1]:9101'],
  ])('%s is read as %s', (text, pattern) => {
    expect(parseHostPattern(text)).toBe(pattern)
  })

  it.each([
    '*',
    'https://*',
    'a.*.example',
    'ftp://a.example',
    'https://a.example/path',
    '',
    'a b',
  ])('%j is refused', (text) => {
    expect(parseHostPattern(text)).toBeUndefined()
  })
})

describe('an origin is on the host', () => {
  it.each([
    ['https://blue.models.example/base', '*.models.example'],
    ['https://a.b.models.example', '*.models.example'],
    ['HTTPS://Blue.Models.Example:443', 'blue.models.example'],
    ['http://127.0.0.1:9101/v1', 'http://127.0.0.1:9101'],
    ['https://a.models.example:8443', 'https://*.models.example:8443'],
  ])('%s on %s', (origin, pattern) => {
    expect(isOn(origin, pattern)).toBe(true)
  })
})

describe('an origin is on another host', () => {
  it.each([
    ['https://models.example', '*.models.example'],
    ['https://evilmodels.example', '*.models.example'],
    ['https://blue.models.example.evil.test', '*.models.example'],
    ['http://blue.models.example', '*.models.example'],
    ['https://blue.models.example:8443', '*.models.example'],
    ['https://evil.test\\.models.example', '*.models.example'],
    ['https://evil.test%2f.models.example', '*.models.example'],
    ['https://user:pw@blue.models.example', '*.models.example'],
    ['https://blue.models.example@evil.test', '*.models.example'],
    ['https://.models.example@evil.test', '*.models.example'],
    ['https://.models.example', '*.models.example'],
    ['http://127.0.0.1:9102', 'http://127.0.0.1:9101'],
  ])('%s than %s', (origin, pattern) => {
    const isAllowed = isOn(origin, pattern)

    expect(isAllowed).toBe(false)
  })
})
