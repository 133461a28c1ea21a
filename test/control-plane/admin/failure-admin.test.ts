import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import worker from '../../../src/index.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { override } from '../../support/worker/faults/override.ts'
import { freshModel, requestTo, statusOf, TOKEN } from '../../support/worker/router-under-test.ts'

/** The Worker's answer to a listing, with some bindings replaced. */
async function listing(bindings: Partial<Env>) {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const request = requestTo('/admin/models', { headers })
  return worker.fetch(request, { ...env, ...bindings }, createExecutionContext())
}

/** A coordinator of which nothing but the listed fields is read: 80 real ones take seconds. */
const answering = (model: string) => ({ status: async () => ({ model, revision: 1 }) })

describe('when the coordinator of one model fails', () => {
  it('the others are listed, and that one with an error', async () => {
    const [failing, healthy] = [freshModel(), freshModel()]
    const { namespace, failWith } = breakable(env.COORDINATOR)
    failWith(unreachable)
    const getByName = (name: string) =>
      name === failing ? namespace.getByName(name) : answering(name)

    const response = await listing({ COORDINATOR: override(env.COORDINATOR, { getByName }) })

    expect(response.status).toBe(200)
    const { models } = await response.json<{ models: { model: string }[] }>()
    expect(models.find(({ model }) => model === healthy)).toMatchObject({ revision: 1 })
    expect(models.find(({ model }) => model === failing)).toEqual({
      model: failing,
      error: {
        code: 'coordinator_unavailable',
        message: expect.stringContaining('Network connection lost.'),
      },
    })
  })
})

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
