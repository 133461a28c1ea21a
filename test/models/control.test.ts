import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let server: RunningModel

beforeAll(async () => {
  server = await readyModel(chat('blue', await freePort(), 'v1'))
})

afterAll(() => server.stop())

test('null turns one mode off; reset turns all modes off and zeroes the counters', async () => {
  await server.control({ fail: { share: 1 }, slow: { share: 1, firstByteMs: 1 } })
  const { modes } = await server.control({ fail: null })
  await fetch(`${server.origin}/v1/models`)
  const after = await server.control({ reset: true })

  expect(Object.keys(modes)).toEqual(['slow'])
  expect(after.modes).toEqual({})
  expect(after.counters).toMatchObject({ calls: 0, completed: 0, work: 0 })
})

test('refuses an invalid change with 400 and keeps the modes', async () => {
  await expect(server.control({ fail: { share: 2 } })).rejects.toThrow('fail.share: ')

  expect((await server.state()).modes).toEqual({})
})

test('refuses control requests that come through a proxy', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }

  const response = await fetch(`${server.origin}/__control`, { headers })

  expect(response.status).toBe(403)
})
