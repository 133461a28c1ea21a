import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerWith, opened } from '../support/wire/exchange.ts'
import { startOrigin, valuesOf, type WireOrigin } from '../support/wire/origin.ts'
import { CONFIDED, startRouter, type WireRouter } from '../support/wire/router.ts'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const { url } = origin
  const { host: confidant } = new URL(url)
  router = await startRouter({ chat: { path: '/chat', blue: url, green: url } }, { confidant })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

/** The headers of a call at the origin, and what the platform was told of it. */
async function seen(method: string) {
  const { taken, answering } = await opened(router, origin, '/chat/v1/models', { method })
  answerWith(taken, { headers: { 'cache-control': 'public, max-age=3600' } })
  await answering
  const [told = '{}'] = valuesOf(taken.headers, CONFIDED)
  const platform: unknown = JSON.parse(told)
  return { headers: taken.headers, platform }
}

test.each(['GET', 'HEAD'])('the platform may not answer a %s from its cache', async (method) => {
  const { headers, platform } = await seen(method)

  expect(platform).toMatchObject({ cacheTtl: -1, cacheControl: 'no-store' })
  expect(valuesOf(headers, 'cache-control')).toEqual([])
  expect(valuesOf(headers, 'pragma')).toEqual([])
})

test('a POST, which nobody caches, costs no such word', async () => {
  const { platform } = await seen('POST')

  expect(platform).not.toHaveProperty('cacheTtl')
})
