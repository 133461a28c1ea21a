import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { parseConfiguration } from '../../src/control-plane/config/parse-configuration.ts'
import { modelPathsOf } from '../../src/core/routing/match-path.ts'
import { serve } from '../../src/data-plane/serve.ts'
import { coldIsolate } from '../support/worker/isolate.ts'
import { freshModel, script, seenBy } from '../support/worker/router-under-test.ts'
import { giveSecretHeader, spoiledAfterCheck } from '../support/worker/secret-headers.ts'

const CALL = String.raw`b\.[\w.-]+`

it('names no color when the client leaves before the headers', async () => {
  const model = freshModel()
  await script(model, 'blue', { first: 'hang' })
  const client = new AbortController()
  const answering = coldIsolate().call(model, { signal: client.signal })
  await vi.waitFor(async () => expect(await seenBy(model, 'blue')).toHaveLength(1), 5_000)

  client.abort()
  const answer = await answering

  expect(answer.status).toBe(499)
  expect(answer.headers.get('x-bluegreen')).toMatch(
    RegExp(`^none; error=client_closed_request; call=${CALL}$`)
  )
})

it('names no color when the client leaves while it sends', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('left')) })
  const headers = { 'content-length': '100' }

  const answer = await coldIsolate().call(freshModel(), { body, headers })

  expect(answer.status).toBe(499)
  expect(answer.headers.get('x-bluegreen')).toMatch(
    RegExp(`^none; error=client_closed_request; call=${CALL}$`)
  )
})

it('names no color when the router itself fails', async () => {
  const name = freshModel()
  await giveSecretHeader(name, 'blue', 'authorization')
  const bindings = spoiledAfterCheck(env)
  const ctx = createExecutionContext()
  const models = parseConfiguration(env).models.filter((model) => model.name === name)

  const answer = await serve(
    new Request(`https://router.test/${name}/v1/completions`),
    bindings,
    ctx,
    modelPathsOf(models)
  )
  await waitOnExecutionContext(ctx)

  expect(answer.status).toBe(500)
  expect(answer.headers.get('x-bluegreen')).toMatch(
    RegExp(`^none; error=internal_error; call=${CALL}$`)
  )
})
