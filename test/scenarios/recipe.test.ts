import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectFolder } from '../../scripts/dev/paths.ts'
import { portOf } from '../support/wire/listening.ts'
import { startLanguage, startScenario, tableOf } from '../support/scenarios/scenario.ts'
import { startDetection } from '../support/scenarios/traffic.ts'

const eld = await startLanguage('eld')
const next = await startLanguage('eld')
const worse = await startLanguage('cld3')

const servers = [eld, worse, next] as const
const settings = { require: ['verify'], bake_seconds: 1, failover: false }
const { router, operator } = await startScenario(
  {
    good: tableOf('/good', servers, settings),
    unverified: tableOf('/unverified', servers, settings),
    failing: tableOf('/failing', servers, { ...settings, bake_seconds: 600 }),
  },
  servers
)

const folder = mkdtempSync(join(tmpdir(), 'bluegreen-recipe-'))
const suite = ['el perro', 'good morning', 'il gatto', 'das Haus'].map((text, index) => ({
  name: text,
  request: { path: '/predict', body: { text } },
  expect: { json: { label: ['es', 'en', 'it', 'de'][index] } },
}))
writeFileSync(join(folder, 'golden.json'), JSON.stringify({ cases: suite }))

/** The address of GitHub's API that takes the comments. */
const comments: { readonly path: string | undefined; readonly body: string }[] = []
const github = createServer((request, response) => {
  void json(request).then((document) => {
    comments.push({ path: request.url, body: String(Object(document)['body']) })
    response.writeHead(201).end('{}')
  })
})
github.listen(0, '127.0.0.1')
await once(github, 'listening')

afterAll(() => {
  github.close()
  rmSync(folder, { recursive: true })
})

interface Step {
  readonly name?: string
  readonly run?: string
  readonly if?: string
}

const file = readFileSync(`${projectFolder}scripts/cli/recipes/release.yml`, 'utf8')
const { release } = parse(file).jobs
const steps: readonly Step[] = release.steps

/** Runs the steps of the workflow as a runner does: after a failed one, only those with `always()`. */
async function runWorkflow(
  inputs: Readonly<Record<string, string>>,
  before = async (_step: string) => {}
) {
  const context: Readonly<Record<string, string>> = {
    'vars.BLUEGREEN_URL': router.url,
    'secrets.BLUEGREEN_TOKEN': router.token,
    'github.server_url': 'https://github.example',
    'github.repository': 'models/router',
    'github.run_id': '17',
    'github.token': 'token-of-the-run',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value])),
  }
  const env = Object.entries<string>(release.env).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_, key: string) => context[key] ?? key),
  ])
  const given = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...Object.fromEntries(env),
    SUITE: join(folder, 'golden.json'),
    RUNNER_TEMP: folder,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'mira',
    GITHUB_API_URL: `http://127.0.0.1:${portOf(github)}`,
    GITHUB_REPOSITORY: 'models/router',
    GITHUB_SHA: 'c0ffee',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  }
  const codes: Record<string, number> = {}
  for (const { name = '', run, if: condition } of steps) {
    const hasFailed = Object.values(codes).some((code) => code !== 0)
    if (run === undefined || (hasFailed && condition !== 'always()')) continue
    await before(name)
    codes[name] = await exitCodeOf(run, given)
  }
  return codes
}

function exitCodeOf(script: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-eo', 'pipefail', '-c', script],
      { cwd: projectFolder, env },
      () => {}
    )
    child.once('exit', (code) => resolve(code ?? -1))
  })
}

/** The workflow's inputs, with a plan that is over in seconds. */
const inputsOf = (model: string, { origin }: { readonly origin: string }, label: string) => ({
  model,
  url: origin,
  release: label,
  steps: '50%:500ms',
})

it('releases a good model, and comments the evidence', async () => {
  const clients = startDetection(`${router.url}/good`)

  const codes = await runWorkflow(inputsOf('good', next, 'eld-next'))
  await clients.stop()

  expect(codes).toEqual({ Stage: 0, Verify: 0, Switch: 0, 'Comment the evidence': 0 })
  expect(clients.failures()).toEqual([])
  const comment = comments.at(-1)
  expect(comment?.path).toBe('/repos/models/router/commits/c0ffee/comments')
  expect(comment?.body).toMatch(/^good: eld-next\n\n {4}/)
  expect(comment?.body).toContain('the bake ended with a healthy verdict')
  expect(comment?.body).toContain('https://github.example/models/router/actions/runs/17')
  expect(comment?.body).toContain('mira')
})

it('fails with 9 when the golden requests fail, and no call reaches the release', async () => {
  const codes = await runWorkflow(inputsOf('unverified', worse, 'cld3-new'))

  expect(codes).toEqual({ Stage: 0, Verify: 9, 'Comment the evidence': 0 })
  expect(comments.at(-1)?.body).toContain('cld3-new')
  expect((await operator.runs('history', 'unverified')).includes('switch')).toBe(false)
})

it('fails with 6 when the release fails under traffic', async () => {
  const clients = startDetection(`${router.url}/failing`)

  const codes = await runWorkflow(inputsOf('failing', next, 'eld-next'), async (step) => {
    if (step === 'Switch') await next.control({ fail: { share: 1 } })
  })
  await clients.stop()
  await next.control({ fail: { share: 0 } })

  expect(codes).toEqual({ Stage: 0, Verify: 0, Switch: 6, 'Comment the evidence': 0 })
  expect(comments.at(-1)?.body).toContain('green is faulty')
})
