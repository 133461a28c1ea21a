import { expect, it } from 'vitest'
import { RefusedTries } from '../../../src/core/access/refused-tries.ts'

const MINUTE = 60_000

function waitsOf(tries: RefusedTries, count: number, now = 0) {
  return Array.from({ length: count }, () => tries.add('192.0.2.1', now).waitSeconds)
}

it('makes an address wait from its sixth refused try on, up to a minute', () => {
  const waits = waitsOf(new RefusedTries(), 13)

  expect(waits.slice(0, 5)).toEqual(Array(5).fill(undefined))
  expect(waits.slice(5)).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
})

it('does not count the tries of another address', () => {
  const tries = new RefusedTries()
  waitsOf(tries, 9)

  expect(tries.add('192.0.2.2', 0)).toEqual({ tries: 1, waitSeconds: undefined, isLogged: true })
})

it('counts the IPv6 addresses of one site as one, so that a client cannot change its own', () => {
  const tries = new RefusedTries()

  const all = Array.from({ length: 64 }, (_, host) => {
    const subnet = host.toString(16)
    return tries.add(`2001:DB8:7:${subnet}:0:0:0:${subnet}`, 0)
  })

  expect(tries.size).toBe(1)
  expect(all.at(-1)?.waitSeconds).toBe(60)
  expect(tries.add('2001:db8:8::1', 0).tries).toBe(1)
})

it('forgets an address after ten minutes without a refused try', () => {
  const tries = new RefusedTries()
  waitsOf(tries, 9)

  expect(tries.add('192.0.2.1', 10 * MINUTE - 1).waitSeconds).toBe(16)
  expect(tries.add('192.0.2.1', 20 * MINUTE - 1).waitSeconds).toBeUndefined()
})

it('logs the first tries, then each power of two', () => {
  const tries = new RefusedTries()

  const logged = Array.from({ length: 70 }, () => tries.add('192.0.2.1', 0))
    .filter(({ isLogged }) => isLogged)
    .map((each) => each.tries)

  expect(logged).toEqual([1, 2, 3, 4, 5, 8, 16, 32, 64])
})

it('remembers at most 1,000 addresses, and forgets the longest silent one first', () => {
  const tries = new RefusedTries()
  for (let host = 0; host < 1_000; host++) tries.add(`host ${host}`, 0)
  tries.add('host 0', 0)

  tries.add('one more', 0)

  expect(tries.size).toBe(1_000)
  expect(tries.add('host 0', 0).tries).toBe(3)
  expect(tries.add('host 1', 0).tries).toBe(1)
})
