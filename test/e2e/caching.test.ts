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

/** Returns the headers of a call at the origin and the `cf` options that the platform received with it. */
async function requestAtOrigin(method: string) {
  const { taken, answering } = await opened(router, origin, '/chat/v1/models', { method })
  answerWith(taken, { headers: { 'cache-control': 'public, max-age=3600' } })
  await answering
  const [cfOptions = '{}'] = valuesOf(taken.headers, CONFIDED)
  const platform: unknown = JSON.parse(cfOptions)
  return { headers: taken.headers, platform }
}

test.each(['GET', 'HEAD'])('disables the cache of the platform for a %s', async (method) => {
  const { headers, platform } = await requestAtOrigin(method)

  expect(platform).toMatchObject({ cacheTtl: -1, cacheControl: 'no-store' })
  expect(valuesOf(headers, 'cache-control')).toEqual([])
  expect(valuesOf(headers, 'pragma')).toEqual([])
})

test('sends no cache options for a POST, which is never cached', async () => {
  const { platform } = await requestAtOrigin('POST')

  expect(platform).not.toHaveProperty('cacheTtl')
})
