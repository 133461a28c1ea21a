import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel } from '../support/model-server.ts'

let server: RunningModel

beforeAll(async () => {
  server = await readyModel(chat('blue', await freePort(), 'v1'))
})

afterAll(() => server.stop())

test('null takes one mode back and reset all of them, counters included', async () => {
  await server.control({ fail: { share: 1 }, slow: { share: 1, firstByteMs: 1 } })
  const { modes } = await server.control({ fail: null })
  await fetch(`${server.origin}/v1/models`)
  const after = await server.control({ reset: true })

  expect(Object.keys(modes)).toEqual(['slow'])
  expect(after.modes).toEqual({})
  expect(after.counters).toMatchObject({ calls: 0, completed: 0, work: 0 })
})

test('an order that makes no sense is a 400 and changes nothing', async () => {
  await expect(server.control({ fail: { share: 2 } })).rejects.toThrow('fail.share: ')

  expect((await server.state()).modes).toEqual({})
})

test('control is closed for whoever comes through a proxy', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }

  const response = await fetch(`${server.origin}/__control`, { headers })

  expect(response.status).toBe(403)
})
