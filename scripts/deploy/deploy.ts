import { spawnSync } from 'node:child_process'
import { addressesOf } from '../cli/config/addresses.ts'
import { checkOffline } from '../cli/config/check-offline.ts'
import { check } from '../cli/config/check.ts'
import { routesOf, type WranglerFile } from '../cli/config/wrangler-file.ts'
import { connectionOf, type Connection } from '../cli/connection.ts'
import { exitCodeOf } from '../cli/codes.ts'
import { projectFolder } from '../dev/paths.ts'
import { callModels, showModels, waitForHealth } from './confirm.ts'
import { placeholdersIn } from './placeholders.ts'
import { runWrangler, type WranglerRun } from './run-wrangler.ts'
import type { StepResult } from './step-result.ts'
import {
  pageArguments,
  pageWorkerOf,
  routerArguments,
  type DeployOptions,
  type StepName,
} from './steps.ts'

/** A deploy under way: what its steps know of each other. */
export interface Deploy {
  readonly file: WranglerFile
  readonly options: DeployOptions
  readonly url: string | undefined
  /** What wrangler wrote about the last run. */
  wrangler: WranglerRun | undefined
}

/** Runs one step. */
export async function runStep(step: StepName, deploy: Deploy): Promise<StepResult> {
  const { file, options } = deploy
  switch (step) {
    case 'check':
      return checkStep(deploy)
    case 'types':
      return typesStep()
    case 'page':
      return wranglerStep(deploy, pageArguments(pageWorkerOf(file, options.env) ?? '', options))
    case 'router':
      return wranglerStep(deploy, routerArguments(file, options))
    case 'health':
      return atRouter(deploy, ({ admin }) => waitForHealth(admin))
    case 'calls':
      return atRouter(deploy, ({ calls }) => callModels(calls, configurationOf(deploy).models))
    case 'status':
      return atRouter(deploy, ({ admin }) => showModels(admin))
  }
}

async function checkStep({ file, options }: Deploy): Promise<StepResult> {
  const { env, isDryRun } = options
  const checked = await check({
    config: file.path,
    deploy: true,
    ...(env === undefined ? {} : { env }),
  })
  if (!checked.ok) {
    return { code: exitCodeOf[checked.refusal.kind], lines: [checked.refusal.message] }
  }
  const { text, partial } = checked.value
  const placeholders = isDryRun ? [] : placeholdersIn(file, env)
  const isRefused = partial !== undefined || placeholders.length > 0
  return { code: isRefused ? exitCodeOf.refused : 0, lines: [...text.split('\n'), ...placeholders] }
}

/** npm finds the project's own Node and compiler. */
function typesStep(): StepResult {
  const options = { cwd: projectFolder, stdio: 'inherit', shell: true } as const
  const { status } = spawnSync('npm run --silent types', options)
  return { code: status ?? 1, lines: [status === 0 ? 'good' : 'the types do not fit the code'] }
}

/** A person may also answer wrangler's question with no: then it uploads nothing, and ends with 0. */
function wranglerStep(deploy: Deploy, argv: readonly string[]): StepResult {
  const run = runWrangler(argv)
  deploy.wrangler = run
  const { worker = '', version, problem } = run.output
  if (run.code !== 0) {
    return { code: run.code, lines: [problem?.split('\n')[0] ?? `wrangler ended with ${run.code}`] }
  }
  if (deploy.options.isDryRun) return { code: 0, lines: [`${worker}: would be deployed`] }
  if (version === undefined) return { code: 1, lines: ['wrangler stopped without an upload'] }
  return { code: 0, lines: [`${worker}: version ${version}`] }
}

interface Reached {
  readonly calls: string
  readonly admin: Connection
}

async function atRouter(
  deploy: Deploy,
  use: (reached: Reached) => Promise<StepResult>
): Promise<StepResult> {
  const { file, options, url, wrangler } = deploy
  const addresses = addressesOf({
    url,
    adminHost: configurationOf(deploy).adminHost,
    targets: wrangler?.output.targets ?? [],
    routes: routesOf(file, options.env),
  })
  if (!addresses.ok) return { code: exitCodeOf.usage, lines: [addresses.refusal] }
  const { calls, admin } = addresses.value
  const connection = connectionOf({ url: admin }, process.env)
  if (!connection.ok) return { code: exitCodeOf.usage, lines: [connection.refusal.message] }
  return use({ calls, admin: connection.value })
}

function configurationOf({ file, options }: Deploy) {
  return checkOffline(file, options.env, true).configuration
}
