import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  environmentsIn,
  readWranglerFile,
  type WranglerFile,
} from '../../scripts/cli/config/wrangler-file.ts'
import { addressesOf } from '../../scripts/cli/config/addresses.ts'
import { adviceAfter } from '../../scripts/deploy/advice.ts'
import { placeholdersIn } from '../../scripts/deploy/placeholders.ts'
import {
  pageArguments,
  pageWorkerOf,
  routerArguments,
  stepsOf,
  type DeployOptions,
} from '../../scripts/deploy/steps.ts'
import { parseWranglerOutput } from '../../scripts/deploy/wrangler-output.ts'
import { projectFolder } from '../../scripts/dev/paths.ts'

const options: DeployOptions = {
  env: undefined,
  isDryRun: false,
  skipsTypes: false,
  tag: undefined,
  message: undefined,
  secretsFile: undefined,
}
const fileOf = (document: WranglerFile['document']): WranglerFile => ({
  path: '/router/wrangler.toml',
  folder: '/router',
  text: '',
  document,
})
const page = (service: string) => ({ services: [{ binding: 'PAGE', service }] })

describe('the steps', () => {
  const file = fileOf({ ...page('page'), env: { staging: page('page-staging'), bare: {} } })

  it('go from the check to the status', () => {
    const steps = ['check', 'types', 'page', 'router', 'health', 'calls', 'status']

    expect(stepsOf(file, options)).toEqual(steps)
  })

  it('end before the network in a dry run', () => {
    const dry = { ...options, isDryRun: true }

    expect(stepsOf(file, dry)).toEqual(['check', 'types', 'page', 'router'])
    expect(stepsOf(file, { ...dry, skipsTypes: true })).toEqual(['check', 'page', 'router'])
  })

  it('leave out the page where an environment has no binding to it', () => {
    expect(pageWorkerOf(file, undefined)).toBe('page')
    expect(pageWorkerOf(file, 'staging')).toBe('page-staging')
    expect(stepsOf(file, { ...options, env: 'bare' })).not.toContain('page')
  })

  it('always name the environment to wrangler, and ask it to stop at a conflict', () => {
    expect(routerArguments(file, options)).toEqual([
      'deploy',
      '--strict',
      '--config=/router/wrangler.toml',
      '--env=',
    ])
    const all = { ...options, env: 'staging', tag: 'v3', message: 'a b', secretsFile: 's.json' }
    expect(routerArguments(file, { ...all, isDryRun: true }).slice(3)).toEqual([
      '--env=staging',
      '--tag=v3',
      '--message=a b',
      '--secrets-file=s.json',
      '--dry-run',
    ])
    expect(pageArguments('page-staging', options)).toContain('--name=page-staging')
  })
})

describe('the output file of wrangler', () => {
  const lines = (...entries: readonly object[]) =>
    entries.map((one) => JSON.stringify(one)).join('\n')
  const session = { type: 'wrangler-session', version: 1, command_line_args: ['deploy'] }

  it('has the version and the targets', () => {
    const deployed = { type: 'deploy', worker_name: 'r', version_id: 'id', targets: ['a.test'] }

    expect(parseWranglerOutput(lines(session, deployed))).toEqual({
      worker: 'r',
      version: 'id',
      targets: ['a.test'],
      problem: undefined,
    })
  })

  it('has no version when nothing was uploaded, and says why when wrangler failed', () => {
    const stopped = { type: 'deploy', worker_name: 'r', worker_tag: null, version_id: null }
    const failed = { type: 'command-failed', version: 1, message: 'The following …' }

    expect(parseWranglerOutput(lines(session, stopped)).version).toBeUndefined()
    expect(parseWranglerOutput(lines(session, failed)).problem).toBe('The following …')
    expect(parseWranglerOutput('not JSON\n')).toMatchObject({ targets: [], problem: undefined })
  })
})

describe('the addresses', () => {
  const known = { url: undefined, adminHost: undefined, targets: [], routes: [] }
  const found = (more: Partial<Parameters<typeof addressesOf>[0]>) => {
    const addresses = addressesOf({ ...known, ...more })
    return addresses.ok ? addresses.value : addresses.refusal
  }

  it.each([
    ['https://r.me.workers.dev', 'https://r.me.workers.dev'],
    ['models.example.com (custom domain)', 'https://models.example.com'],
    ['models.example.com/v1/* (zone name: example.com)', 'https://models.example.com'],
  ])('come from the target %s', (target, address) => {
    expect(found({ targets: ['schedule: * * * * *', '*.example.com/*', target] })).toEqual({
      calls: address,
      admin: address,
    })
  })

  it('are those of a person before those of wrangler, and those of the routes last', () => {
    const routes = ['b.test']

    expect(found({ url: 'http://127.0.0.1:8787/', targets: ['a.test'], routes })).toMatchObject({
      calls: 'http://127.0.0.1:8787',
    })
    expect(found({ targets: ['a.test'], routes })).toMatchObject({ calls: 'https://a.test' })
    expect(found({ routes })).toMatchObject({ calls: 'https://b.test' })
    expect(found({})).toContain('give --url')
  })

  it('are two when the admin route has a host of its own', () => {
    const targets = ['admin.test (custom domain)', 'models.test (custom domain)']

    expect(found({ adminHost: 'admin.test', targets })).toEqual({
      calls: 'https://models.test',
      admin: 'https://admin.test',
    })
  })
})

describe('the advice after a failure', () => {
  const failed = { env: 'staging', version: 'id', problem: undefined }

  it('says what is live', () => {
    expect(adviceAfter({ ...failed, step: 'types' })).toEqual(['Nothing was deployed.'])
    expect(adviceAfter({ ...failed, step: 'router' }).join()).toContain('before is live')
    expect(adviceAfter({ ...failed, step: 'calls' }).join()).toContain(
      'Version id of the router is live'
    )
    expect(adviceAfter({ ...failed, step: 'calls' }).join()).toContain(
      'wrangler rollback --env staging'
    )
  })

  it('says how to set secrets', () => {
    const problem = 'The following required secrets have not been set: CHAT_KEY'

    const advice = adviceAfter({ ...failed, step: 'router', problem })

    expect(advice).toContain('  npx wrangler secret put <NAME> --env staging')
    expect(advice).toContain('  npm run deploy -- --env staging --secrets-file secrets.json')
  })
})

describe('the hosts of the example', () => {
  it('must be replaced before a deploy', () => {
    const vars = { A: 'https://blue.models.example.com/x', B: 'https://models.my-example.com' }

    expect(
      placeholdersIn(fileOf({ vars, env: { x: { vars: { C: 'a.example' } } } }), undefined)
    ).toEqual([expect.stringMatching(/hosts of the example: blue.models.example.com\. Put/)])
    expect(placeholdersIn(fileOf({ vars: { B: vars.B } }), undefined)).toEqual([])
  })
})

describe('the command', () => {
  const deploy = (...flags: readonly string[]) => {
    const env = {
      ...process.env,
      CLOUDFLARE_API_TOKEN: '',
      CI: 'true',
      WRANGLER_SEND_METRICS: 'false',
    }
    const argv = [`${projectFolder}scripts/deploy/main.ts`, ...flags]
    return promisify(execFile)(process.execPath, argv, { cwd: projectFolder, env })
  }

  const read = readWranglerFile(`${projectFolder}wrangler.toml`)

  it.each(read.ok ? environmentsIn(read.value) : [])(
    'goes through a dry run of %s without an account',
    async (env) => {
      const { stdout, stderr } = await deploy('--dry-run', '--no-types', '--env', env)

      expect(stdout).toContain(`bluegreen-edge-router-page-${env}: would be deployed`)
      expect(stdout).toContain(`bluegreen-edge-router-${env}: would be deployed`)
      expect(stdout.trimEnd().split('\n').at(-1)).toBe(
        `Dry run of ${env}: good. Nothing was deployed.`
      )
      expect(stdout + stderr).not.toMatch(/WARNING|ERROR/)
    }
  )

  // Never the file of the project: it may hold hosts to which a deploy succeeds.
  it('deploys nothing while the check finds a mistake', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bluegreen-deploy-'))
    const config = join(folder, 'wrangler.toml')
    writeFileSync(
      config,
      '[vars.MODEL_CHAT]\npath = "/chat"\nblue = "http://127.0.0.1:1"\ngreen = "http://127.0.0.1:2"\n'
    )

    await expect(deploy('--config', config)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('a deployed Worker cannot reach 127.0.0.1'),
      stderr: expect.stringContaining('Nothing was deployed.'),
    })
    await expect(deploy('--config', config, '--env', 'prod')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no environment prod; there are: none'),
    })
    rmSync(folder, { recursive: true })
  })
})
