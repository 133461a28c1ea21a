import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { previewAnswer } from '../../../src/control-plane/admin/answers.ts'
import {
  administer,
  command,
  freshModel,
  stage,
  statusOf,
} from '../../support/worker/router-under-test.ts'

it('a preview is a token for the idle color, for an hour', async () => {
  const model = freshModel()
  await stage(model, 'v3')

  const answer = previewAnswer.parse(await (await command(model, 'preview')).json())

  expect(answer).toMatchObject({
    model,
    path: `/${model}`,
    header: 'x-bluegreen-preview',
    to: 'idle',
    color: 'green',
    release: 'v3',
    revision: 2,
  })
  const seconds = (Date.parse(answer.expiresAt) - Date.now()) / 1000
  expect(seconds).toBeGreaterThan(3_590)
  expect(seconds).toBeLessThanOrEqual(3_601)
})

it('a preview is in the history with its author, and without its token', async () => {
  const model = freshModel()
  const body = { to: 'live', reason: 'for the test suite' }

  const made = await command(model, 'preview', body, { 'x-bluegreen-actor': 'ada' })

  const { token, expiresAt } = previewAnswer.parse(await made.json())
  const history = await administer(`/models/${model}/history?documents=true`)
  const text = await history.text()
  expect(text).not.toContain(token.split('.').at(-1))
  const [entry] = await env.COORDINATOR.getByName(model).history(1)
  expect(entry).toMatchObject({
    action: 'preview',
    by: 'ada',
    reason: 'for the test suite',
    evidence: `reaches the live color until ${expiresAt}`,
    releases: { about: { color: 'blue', release: 'v1', staging: 0 } },
  })
})

it('a preview changes no traffic', async () => {
  const model = freshModel()
  const before = await statusOf(model)

  await command(model, 'preview', { to: 'live', expiresSeconds: 60 })

  expect((await statusOf(model)).revision).toBe(before.revision)
})

it.each([{ to: 'red' }, { expiresSeconds: 0 }, { expiresSeconds: 604_801 }, { color: 'blue' }])(
  'the body %j is refused',
  async (body) => {
    expect((await command(freshModel(), 'preview', body)).status).toBe(400)
  }
)

it('a preview needs the admin token', async () => {
  const headers = { authorization: 'Bearer wrong' }
  const path = `/models/${freshModel()}/preview`

  expect((await administer(path, { method: 'POST', headers })).status).toBe(401)
})
