import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../src/control-plane/config/parse-models.ts'
import { parseConfiguration } from '../../src/control-plane/config/parse-configuration.ts'
import worker from '../../src/index.ts'
import { readKvPointer } from '../../src/platform/kv-pointer.ts'
import { errorFields, messageOf } from '../../src/platform/log.ts'
import { breakable, unreachable } from '../support/worker/faults/coordinator-faults.ts'
import { kvOutage, kvSilence } from '../support/worker/faults/kv-faults.ts'
import { override } from '../support/worker/faults/override.ts'
import { coldIsolate } from '../support/worker/isolate.ts'
import { linesOf, recordedLog } from '../support/worker/log-lines.ts'
import { freshModel, requestTo, statusOf, TOKEN } from '../support/worker/router-under-test.ts'
import { giveSecretHeader, spoiledAfterCheck } from '../support/worker/secret-headers.ts'

const lines = recordedLog()

describe('internal_error', () => {
  const event = 'internal_error'
  const stack = expect.stringMatching(/^(Type)?Error: .*\n {4}at /)
  const line = { writtenBy: 'error', level: 'error', event, stack }

  it('is logged when the router fails on a call', async () => {
    const model = freshModel()
    await giveSecretHeader(model, 'blue', 'authorization')
    const request = requestTo(`/${model}/v1/completions`)

    const response = await worker.fetch(request, spoiledAfterCheck(env), createExecutionContext())

    expect(response.status).toBe(500)
    const where = { where: 'serve', model }
    const message = 'Invalid header value.'
    expect(linesOf(lines(), event, model)).toEqual([{ ...line, ...where, message }])
  })

  it('is logged when the router fails before the call is counted', async () => {
    const model = freshModel()
    const message = 'waitUntil failed'
    const waitUntil = () => {
      throw new Error(message)
    }
    const ctx = override(createExecutionContext(), { waitUntil })

    const response = await worker.fetch(requestTo(`/${model}/v1/completions`), env, ctx)

    expect(response.status).toBe(500)
    expect(linesOf(lines(), event, model)).toEqual([{ ...line, where: 'serve', model, message }])
  })

  it('is logged when the coordinator fails on a request to the admin route', async () => {
    const coordinators = breakable(env.COORDINATOR)
    coordinators.failWith(unreachable)
    const bindings = { ...env, COORDINATOR: coordinators.namespace }
    const path = `/admin/models/${freshModel()}`
    const request = requestTo(`${path}?x=1`, { headers: { authorization: `Bearer ${TOKEN}` } })

    const response = await worker.fetch(request, bindings, createExecutionContext())

    expect(response.status).toBe(502)
    const message = 'Network connection lost.'
    expect(linesOf(lines(), event)).toEqual([{ ...line, where: 'admin', path, message }])
  })

  it('holds no query string of a URL that the error quotes', () => {
    const error = new TypeError('Invalid URL: http://[bad/v1?key=s3cret; see https://x.test/?a=b#c')

    const { message, stack: quoted } = errorFields(error)

    expect(message).toBe('Invalid URL: http://[bad/v1?… see https://x.test/?…')
    expect(quoted).not.toContain('s3cret')
    expect(messageOf('GET https://x.test/v1?key=s3cret failed')).toBe(
      'GET https://x.test/v1?… failed'
    )
    expect(messageOf('Is it? It is.')).toBe('Is it? It is.')
  })
})

describe('kv_failure', () => {
  const event = 'kv_failure'
  const line = { writtenBy: 'warn', level: 'warn', event, operation: 'read' }
  const known = (name: string) => ({ ...modelNamed(parseConfiguration(env).models, 'm0'), name })

  it('is logged for a read that fails', async () => {
    const model = 'failing'

    expect(
      await readKvPointer(kvOutage(env.POINTERS), known(model), undefined, 1_000)
    ).toBeUndefined()

    expect(linesOf(lines(), event)).toEqual([{ ...line, model, message: 'KV GET failed: 503' }])
  })

  it('is logged for a read that takes too long', async () => {
    const model = 'silent'

    expect(
      await readKvPointer(kvSilence(env.POINTERS), known(model), undefined, 10)
    ).toBeUndefined()

    expect(linesOf(lines(), event)).toEqual([{ ...line, model, message: 'no answer in 10 ms' }])
  })
})

it('pointer_refused is logged for a document in KV that is not a pointer', async () => {
  const event = 'pointer_refused'
  const model = freshModel()
  await statusOf(model)
  await env.POINTERS.put(`pointer:${model}`, '{"revision":')

  await coldIsolate().call(model)

  const where = { model: expect.stringContaining(model), source: 'kv', reason: 'malformed' }
  const expected = { writtenBy: 'warn', level: 'warn', event, ...where }
  expect(linesOf(lines(), event, model)).toEqual([expected])
})

describe('admin_refused', () => {
  const event = 'admin_refused'
  const path = '/admin/models/x/switch'
  const line = { writtenBy: 'warn', level: 'warn', event, path }

  it.each([
    ['no token', {}, TOKEN, 'unauthorized', '1'],
    ['a wrong token', { authorization: 'Bearer wrong' }, TOKEN, 'unauthorized', '2'],
    ['any token while no secret is set', { authorization: 'Bearer x' }, '', 'closed', '3'],
  ])('is logged for %s', async (_, headers, ADMIN_TOKEN, code, host) => {
    const address = { 'cf-connecting-ip': `192.0.2.${host}` }
    const request = requestTo(`${path}?y=1`, {
      method: 'POST',
      headers: { ...headers, ...address },
    })

    await worker.fetch(request, { ...env, ADMIN_TOKEN }, createExecutionContext())

    expect(linesOf(lines(), event)).toEqual([{ ...line, method: 'POST', code, tries: 1 }])
  })
})

it('config_invalid is logged with the message of the error that stops the Worker', () => {
  const event = 'config_invalid'

  expect(() => parseConfiguration({})).toThrow('expected at least one model')

  const message = 'MODELS: expected at least one model'
  expect(linesOf(lines(), event)).toEqual([{ writtenBy: 'error', level: 'error', event, message }])
})
