import { describe, expect, it } from 'vitest'
import { isRefusal, saysRefused } from '../../../src/core/routing/refused-connection.ts'

const NOT_OPENED = 'proxy request failed, cannot connect to the specified address'
const WITH_ADVICE = `${NOT_OPENED}. It looks like you might be trying to connect to a HTTP-based service — consider using fetch instead`

describe('a text that says that the connection was refused', () => {
  it.each([
    'connection_refused',
    'Connection refused',
    'connect() failed: Connection refused',
    'connect ECONNREFUSED 203.0.113.7:443',
  ])('counts everywhere: %s', (text) => {
    expect(saysRefused(text)).toBe(true)
    expect(isRefusal(text, 'models.example')).toBe(true)
  })
})

describe('a text that says something else', () => {
  it.each([
    NOT_OPENED,
    WITH_ADVICE,
    'TCP Loop detected',
    'Connections to port 25 are prohibited',
    'connection attempt failed',
    'Network connection lost.',
    'the origin refused the call',
    '',
  ])('does not count at a public address: %s', (text) => {
    expect(saysRefused(text)).toBe(false)
    for (const hostname of ['models.example', '203.0.113.7', '1.1.1.1', '[2606:4700::1111]']) {
      expect(isRefusal(text, hostname)).toBe(false)
    }
  })
})

describe('a connection that was not opened', () => {
  it.each([
    'localhost',
    'blue',
    'blue.localhost',
    'blue.internal',
    'blue.local',
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.0.1',
    '192.168.0.1',
    '[::1]',
    '[fd00::1]',
    '[fc00:1::2]',
  ])('was refused at %s, where only a workerd of its own can reach', (hostname) => {
    expect(isRefusal(NOT_OPENED, hostname)).toBe(true)
    expect(isRefusal(WITH_ADVICE, hostname)).toBe(true)
    expect(isRefusal('TCP Loop detected', hostname)).toBe(false)
  })

  it.each(['172.15.0.1', '172.32.0.1', '11.0.0.1', '127.0.0.1.example', '[2001:db8::1]', 'a.b'])(
    'says nothing at %s',
    (hostname) => {
      expect(isRefusal(NOT_OPENED, hostname)).toBe(false)
    }
  )
})
