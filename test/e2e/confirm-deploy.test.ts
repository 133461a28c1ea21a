import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readModels } from '../../src/control-plane/config/parse-models.ts'
import { callModels, showModels, waitForHealth } from '../../scripts/deploy/confirm.ts'
import { projectFolder } from '../../scripts/dev/paths.ts'
import { startCloudflareApi, type CloudflareApi } from '../support/cloudflare-api.ts'
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

describe('the whole command, against an imitation of the API of Cloudflare', () => {
  let api: CloudflareApi
  let folder: string
  beforeAll(async () => {
    api = await startCloudflareApi()
    folder = mkdtempSync(join(tmpdir(), 'bluegreen-deploy-'))
    writeFileSync(join(folder, 'wrangler.toml'), configuration)
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ ADMIN_TOKEN: TOKEN }))
  })
  afterAll(async () => {
    await api.stop()
    rmSync(folder, { recursive: true })
  })

  const configuration = `
name = "deployed"
main = ${JSON.stringify(`${projectFolder}src/index.ts`)}
compatibility_date = "2026-11-01"
compatibility_flags = ["enable_request_signal", "request_signal_passthrough"]
workers_dev = true
kv_namespaces = [{ binding = "POINTERS" }]
durable_objects.bindings = [
  { name = "COORDINATOR", class_name = "Coordinator" },
  { name = "COLLECTOR", class_name = "Collector" },
]
secrets = { required = ["ADMIN_TOKEN"] }
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Coordinator", "Collector"]
[vars.MODELS.good]
path = "/good"
blue = "https://blue.models.test"
green = "https://green.models.test"
`

  const deploy = (...flags: readonly string[]) => {
    const argv = [`${projectFolder}scripts/deploy/main.ts`, '--no-types', ...flags]
    const env = {
      ...process.env,
      CI: 'true',
      CLOUDFLARE_API_BASE_URL: api.url,
      CLOUDFLARE_API_TOKEN: 'none',
      CLOUDFLARE_ACCOUNT_ID: 'none',
      BLUEGREEN_TOKEN: TOKEN,
      WRANGLER_SEND_METRICS: 'false',
    }
    const config = join(folder, 'wrangler.toml')
    const all = [...argv, '--config', config, '--url', router.url]
    return promisify(execFile)(process.execPath, all, { cwd: projectFolder, env })
  }

  test('a first deploy without secrets uploads nothing, and says how to give them', async () => {
    await expect(deploy()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /before is live[^]*npm run deploy -- --secrets-file secrets.json/
      ),
    })
    expect(api.changes()).toEqual([])
  })

  test('a deploy with secrets goes through all steps', async () => {
    const pending = origin.take()
    const deploying = deploy('--secrets-file', join(folder, 'secrets.json'), '--tag', 'v3')
    answerWith(await pending.taken, { status: 200 })
    const { stdout } = await deploying

    expect(stdout).toContain('deployed: version 11111111-1111-1111-1111-111111111111')
    expect(stdout).toContain('good: 200 from blue v1')
    expect(stdout).toMatch(/\[5\/5\] status\n {2}/)
    expect(stdout.trimEnd()).toMatch(/version 1{8}-[-1]+ is live and answers\.$/)
    expect(api.changes()).toContain('POST /storage/kv/namespaces')
    expect(api.changes()).toContain('PUT /workers/scripts/deployed')
  })
})
