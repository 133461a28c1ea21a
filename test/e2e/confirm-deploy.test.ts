import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModels } from '../../src/control-plane/config/parse-models.ts'
import { callModels, showModels, waitForHealth } from '../../scripts/deploy/confirm.ts'
import { freePort } from '../support/free-port.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { startOrigin, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, TOKEN, type WireRouter } from '../support/wire/router.ts'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  router = await startRouter(variables().MODELS)
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

const slots = (url: string) => ({
  blue: { origin: url, release: 'v1' },
  green: url,
  failover: false,
})
const variables = () => ({
  MODELS: {
    good: { path: '/good', ...slots(origin.url) },
    dead: { path: '/dead', ...slots('http://127.0.0.1:1') },
  },
})
const modelNamed = (name: string) =>
  readModels(variables()).models.filter((model) => model.name === name)
const connectionOf = (url: string, token?: string) => ({ url, token, by: 'ci', source: 'test' })

test('the health of a router that runs is seen at once', async () => {
  expect(await waitForHealth(connectionOf(router.url))).toMatchObject({
    code: 0,
    lines: [expect.stringContaining('/admin/health answers 200')],
  })
})

test('a router that does not come up ends with the exit code of one that is out of reach', async () => {
  const url = `http://127.0.0.1:${await freePort()}`

  expect(await waitForHealth(connectionOf(url), 0)).toMatchObject({
    code: 3,
    lines: [expect.stringContaining('ECONNREFUSED')],
  })
})

test('a call shows the release that answers, and a model without an answer fails the step', async () => {
  const pending = origin.take()
  const calling = callModels(router.url, modelNamed('good'))
  answerWith(await pending.taken, { status: 404 })

  expect(await calling).toEqual({ code: 0, lines: ['good: 404 from blue v1'] })
  expect(await callModels(router.url, modelNamed('dead'))).toMatchObject({
    code: 1,
    lines: [expect.stringContaining('dead: /dead: the router answers origin_unreachable')],
  })
})

test('the status is shown to a token, left out without one, and refused to a wrong one', async () => {
  const shown = await showModels(connectionOf(router.url, TOKEN))

  expect(shown).toMatchObject({ code: 0 })
  expect(shown.lines.join('\n')).toMatch(/good.*v1/)
  expect(await showModels(connectionOf(router.url))).toEqual({
    code: 0,
    lines: ['left out: BLUEGREEN_TOKEN is not set'],
  })
  expect(await showModels(connectionOf(router.url, 'wrong'))).toMatchObject({ code: 4 })
})
