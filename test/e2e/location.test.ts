import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerWith, opened } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin, valuesOf, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let blue: WireOrigin
let green: WireOrigin
let router: WireRouter

beforeAll(async () => {
  blue = await startOrigin()
  green = await startOrigin()
  const based = { blue: `${blue.url}/base`, green: `${green.url}/other` }
  router = await startRouter({
    all: { path: '/', blue: blue.url, green: green.url },
    chat: { path: '/chat', blue: blue.url, green: green.url },
    based: { path: '/based', ...based },
  })
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

/** Returns the location that a client gets, with `R` for the router and `B` for the origin. */
async function locationOf(path: string, location: string, status = 307): Promise<string> {
  const { taken, answering } = await opened(router, blue, path, { method: 'POST', body: 'x' })
  answerWith(taken, { status, headers: { location: location.replace('B', blue.url) } })
  const { headers } = await answering
  return valuesOf(headers, 'location').join('|').replace(router.url, 'R').replace(blue.url, 'B')
}

test.each([
  ['/chat/v1/x', '/v1/x/', '/chat/v1/x/'],
  ['/chat/v1/x', 'B/v1/x/?a=%2F#b', 'R/chat/v1/x/?a=%2F#b'],
  ['/based/v1/x', '/base/v1/y', '/based/v1/y'],
  ['/based/v1/x', 'B/base/v1/y', 'R/based/v1/y'],
  ['/based/v1/x', '/v1/y', '/based/v1/y'],
  ['/v1/x', 'B/v1/y', 'R/v1/y'],
])('a redirect of %s to %s leads to %s', async (path, location, seen) => {
  expect(await locationOf(path, location)).toBe(seen)
})

test.each([
  'y',
  '../y',
  '?page=2',
  '/chat/v1/y',
  'https://elsewhere.example/v1/y',
  '//elsewhere/y',
])('a redirect to %s stays as it is', async (location) => {
  expect(await locationOf('/chat/v1/x', location)).toBe(location)
})

test.each([201, 301, 302, 303, 308])('the target of a %i is rewritten', async (status) => {
  expect(await locationOf('/chat/v1/files', '/v1/files/f1', status)).toBe('/chat/v1/files/f1')
})

test.each(['location', 'operation-location'])(
  'the %s of work that was accepted leads through the router',
  async (name) => {
    const sent = { method: 'POST', body: 'x' }
    const { taken, answering } = await opened(router, blue, '/based/v1/images', sent)
    const location = `${blue.url}/base/v1/operations/1?api-version=2`
    answerWith(taken, { status: 202, headers: { [name]: location } })

    expect((await answering).header(name)).toBe(`${router.url}/based/v1/operations/1?api-version=2`)
  }
)

test('a client that follows a redirect of the origin comes back through the router', async () => {
  const location = await locationOf('/based/v1/x', `B/base/v1/y`)
  const answering = send(location.replace('R', router.url), '/based/v1/y')

  const taken = await blue.take().taken
  answerWith(taken, {})

  expect((await answering).status).toBe(200)
  expect(taken.target).toBe('/base/v1/y')
})

test('a redirect in a failover is rewritten for the color that answered', async () => {
  const answering = send(router.url, '/based/v1/completions', { method: 'POST', body: 'x' })
  answerWith(await blue.take().taken, { status: 500 })
  answerWith(await green.take().taken, {
    status: 307,
    headers: { location: `${green.url}/other/y` },
  })

  expect((await answering).header('location')).toBe(`${router.url}/based/y`)
})
