import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { parseConfiguration } from '../../src/control-plane/config/parse-configuration.ts'
import { modelPathsOf } from '../../src/core/routing/match-path.ts'
import { serve } from '../../src/data-plane/serve.ts'
import { linesOf, recordedLog } from '../support/worker/log-lines.ts'
import { freshModel, script, statusOf, switchByForce } from '../support/worker/router-under-test.ts'
import { giveSecretHeader, spoiledAfterCheck } from '../support/worker/secret-headers.ts'

const lines = recordedLog()

it('logs a failure of the router in a contract check, and counts the call as neutral', async () => {
  const name = freshModel()
  await giveSecretHeader(name, 'blue', 'authorization')
  await switchByForce(name, 'green')
  const bindings = spoiledAfterCheck(env)
  await script(name, 'green', { status: 400 })
  const ctx = createExecutionContext()
  const models = parseConfiguration(env).models.filter((model) => model.name === name)
  const request = new Request(`https://router.test/${name}/v1/completions`)

  const answer = await serve(request, bindings, ctx, modelPathsOf(models))
  await answer.text()
  await waitOnExecutionContext(ctx)

  expect(answer.status).toBe(400)
  await vi.waitFor(async () => {
    const { green } = (await statusOf(name)).health
    expect(green).toMatchObject({ calls: 1, running: 0, neutral: 1, faults: 0 })
  }, 5_000)
  expect(linesOf(lines(), 'internal_error')).toMatchObject([{ where: 'failover', model: name }])
})
