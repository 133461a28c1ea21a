import { expect, test } from 'vitest'
import { clientAddressOf } from '../../src/platform/client-address.ts'

/** A request as workerd gives it to a Worker when nothing stands in front of it. */
function requestFrom(clientIp?: string): Request {
  return new Request('http://router.example/', clientIp === undefined ? {} : { cf: { clientIp } })
}

test('is the address that the platform states', () => {
  expect(clientAddressOf(requestFrom('10.0.0.1:4711'), '192.0.2.7')).toBe('192.0.2.7')
})

test('is the other end of the connection where the platform states none', () => {
  expect(clientAddressOf(requestFrom('192.0.2.1:51566'), null)).toBe('192.0.2.1')
  expect(clientAddressOf(requestFrom('[2001:db8::1]:51566'), null)).toBe('2001:db8::1')
})

test('is unknown where nothing states it', () => {
  expect(clientAddressOf(requestFrom(), null)).toBeNull()
})
