import { expect, it } from 'vitest'
import { publicLocation } from '../../../src/core/routing/public-location.ts'

const addresses = {
  origin: 'http://blue.test:9000',
  otherOrigin: 'http://green.test:9000',
  requestUrl: 'https://public.test/chat/v1/x?q=1',
  modelPath: '/chat',
}
const based = {
  ...addresses,
  origin: 'https://models.test/blue',
  otherOrigin: 'https://models.test/green',
}
const atRoot = { ...addresses, modelPath: '/' }

it.each([
  ['/v1/y', '/chat/v1/y'],
  ['/', '/chat/'],
  ['/v1/y?a=/b#c', '/chat/v1/y?a=/b#c'],
  ['/chatter', '/chat/chatter'],
  ['http://blue.test:9000/v1/y', 'https://public.test/chat/v1/y'],
  ['http://blue.test:9000', 'https://public.test/chat'],
  ['HTTPS://BLUE.test:9000/v1/y?a#b', 'https://public.test/chat/v1/y?a#b'],
  ['//blue.test:9000/v1/y', 'https://public.test/chat/v1/y'],
  ['https://public.test/v1/y', 'https://public.test/chat/v1/y'],
  ['https://public.test:443/v1/y', 'https://public.test/chat/v1/y'],
  ['http://public.test/chat/v1/y', 'https://public.test/chat/v1/y'],
  ['/\\evil.test', '/chat/\\evil.test'],
])('rewrites %s to %s', (location, expected) => {
  expect(publicLocation(location, addresses)).toBe(expected)
})

it.each([
  '',
  'y',
  'y/z',
  '../y',
  '?page=2',
  '#part',
  '/chat',
  '/chat/v1/y',
  'https://elsewhere.test/v1/y',
  'http://blue.test/v1/y',
  'http://blue.test:9001/v1/y',
  'http://user@blue.test:9000/v1/y',
  '//elsewhere.test/v1/y',
  '/\\'.slice(1),
  'mailto:a@blue.test',
  'ftp://blue.test:9000/x',
])('leaves %j as it is', (location) => {
  expect(publicLocation(location, addresses)).toBe(location)
})

it.each([
  ['/blue/v1/y', '/chat/v1/y'],
  ['/blue', '/chat'],
  ['/v1/y', '/chat/v1/y'],
  ['/bluer/y', '/chat/bluer/y'],
  ['/green/v1/y', '/chat/v1/y'],
  ['https://models.test/blue/v1/y', 'https://public.test/chat/v1/y'],
  ['http://models.test/green/v1/y', 'https://public.test/chat/v1/y'],
])('takes the base path off %s: %s', (location, expected) => {
  expect(publicLocation(location, based)).toBe(expected)
})

it.each([
  ['/v1/y', '/v1/y'],
  ['http://blue.test:9000/v1/y', 'https://public.test/v1/y'],
  ['http://blue.test:9000', 'https://public.test/'],
])('adds nothing for a model at /: %s to %s', (location, expected) => {
  expect(publicLocation(location, atRoot)).toBe(expected)
})

it('never makes a path that names another host', () => {
  const location = publicLocation('/blue//elsewhere.test/', { ...based, modelPath: '/' })

  expect(location).toBe('https://public.test//elsewhere.test/')
})
