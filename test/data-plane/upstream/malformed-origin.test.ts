import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { parseConfiguration } from '../../../src/control-plane/config/parse-configuration.ts'
import { forward } from '../../../src/data-plane/upstream/forward.ts'
import { routerFieldOf } from '../../support/router-field.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { override } from '../../support/worker/faults/override.ts'
import { linesOf, recordedLog } from '../../support/worker/log-lines.ts'
import { freshModel, statusOf } from '../../support/worker/router-under-test.ts'

const lines = recordedLog()

/**
 * An origin of the right shape for which `new URL` throws. A coordinator of another version can
 * send it.
 */
const malformed = 'http://[bad'

it('counts a malformed origin as unreachable, and its calls as faults', async () => {
  const model = freshModel()
  const { slots } = await statusOf(model)
  const blue = { ...slots.blue, origin: malformed }
  const pointer = async () => ({
    revision: 9,
    slots: { ...slots, blue },
    stable: 'blue',
    weight: 0,
  })
  const COORDINATOR = override(env.COORDINATOR, {
    getByName: (name: string) => override(env.COORDINATOR.getByName(name), { pointer }),
  })
  await env.POINTERS.delete(`pointer:${model}`)
  const isolate = coldIsolate({ COORDINATOR })

  const response = await isolate.call(model)
  await isolate.reported()

  expect(response.status).toBe(502)
  expect(routerFieldOf(response)?.error).toBe('origin_unreachable')
  expect((await statusOf(model)).health.blue).toMatchObject({ calls: 1, faults: 1 })
  expect(linesOf(lines(), 'internal_error')).toEqual([])
})

it('counts a malformed origin as unreachable for a GET with a body', async () => {
  const [model] = parseConfiguration(env).models
  if (model === undefined) throw new Error('no model')
  const { signal } = new AbortController()
  // Stands in for a GET with a body, which comes over the wire and which no test can construct.
  const body = new Request('https://router.test/', { method: 'POST', body: 'x' })
  const upstreamRequest = { method: 'GET', headers: new Headers(), body, signal }

  const result = await forward(
    `${malformed}/v1?key=s3cret`,
    upstreamRequest,
    model,
    () => undefined
  )

  expect(result).toEqual({ kind: 'unreachable', isRefused: false })
})
