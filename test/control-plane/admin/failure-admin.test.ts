import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import worker from '../../../src/index.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, statusOf } from '../../support/worker/router-under-test.ts'

describe('without an admin secret', () => {
  const closed = { ...env, ADMIN_TOKEN: '' }

  it('the admin route is closed, also for the empty token', async () => {
    const headers = { authorization: 'Bearer ' }
    const url = 'https://router.test/admin/models'
    const request = new Request<unknown, IncomingRequestCfProperties>(url, { headers })

    const response = await worker.fetch(request, closed, createExecutionContext())

    expect(response.status).toBe(403)
  })

  it('inference calls are answered and counted', async () => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate({ ADMIN_TOKEN: '' })

    const colors = await isolate.colorsOf(model, 2)
    await isolate.reported()

    expect(colors).toEqual(['blue', 'blue'])
    expect((await statusOf(model)).health.blue.calls).toBe(2)
  })

  it('a pointer written into KV by hand moves traffic', async () => {
    const model = freshModel()
    const { slots } = await statusOf(model)
    const pointer = { revision: 9, slots, stable: 'green', weight: 0 }
    await env.POINTERS.put(`pointer:${model}`, JSON.stringify(pointer))

    expect(await coldIsolate({ ADMIN_TOKEN: '' }).colorsOf(model, 1)).toEqual(['green'])
  })
})
