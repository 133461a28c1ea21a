import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { environmentsIn, readWranglerFile } from '../cli/config/wrangler-file.ts'
import { exitCodeOf } from '../cli/codes.ts'
import { projectFolder } from '../dev/paths.ts'
import { adviceAfter } from './advice.ts'
import { runStep, type Deploy } from './deploy.ts'
import { stepsOf } from './steps.ts'

// Deploys the router to Cloudflare and confirms it: `npm run deploy -- --env production`.

interface Flags {
  readonly config?: string
  readonly env?: string
  readonly dryRun?: true
  readonly types: boolean
  readonly tag?: string
  readonly message?: string
  readonly secretsFile?: string
  readonly url?: string
}

const command = new Command('deploy')
  .description(
    'check the configuration, deploy the router and its page, and confirm that it answers'
  )
  .option('--env <name>', 'the environment of wrangler.toml; without it, its top level')
  .option('--config <file>', 'the configuration (default: wrangler.toml of the project)')
  .option('--dry-run', 'build and check everything, without an account; for CI')
  .option('--no-types', 'leave out the step of the types')
  .option('--tag <tag>', 'name of the version in the history (default: git describe)')
  .option('--message <text>', 'description of the version')
  .option('--secrets-file <file>', 'JSON with secrets; the first deploy of a Worker needs it')
  .option('--url <url>', 'address of the router (default: what wrangler says, or the routes)')
  .exitOverride()

async function deploy(flags: Flags): Promise<number> {
  const read = readWranglerFile(flags.config ?? `${projectFolder}wrangler.toml`)
  if (!read.ok) return failed(exitCodeOf[read.refusal.kind], [read.refusal.message])
  const file = read.value
  const environments = environmentsIn(file)
  if (flags.env !== undefined && !environments.includes(flags.env)) {
    const known = environments.length === 0 ? 'none' : environments.join(', ')
    return failed(exitCodeOf.usage, [`There is no environment ${flags.env}; there are: ${known}`])
  }
  const { env, dryRun, types, message, url } = flags
  const isDryRun = dryRun === true
  const tag = flags.tag ?? commitName()
  // wrangler runs in the project folder.
  const secretsFile = flags.secretsFile === undefined ? undefined : resolve(flags.secretsFile)
  const options = { env, isDryRun, skipsTypes: !types, tag, message, secretsFile }
  return runSteps({ file, options, url, wrangler: undefined })
}

async function runSteps(run: Deploy): Promise<number> {
  const { env, isDryRun } = run.options
  const steps = stepsOf(run.file, run.options)
  let version: string | undefined
  for (const [index, step] of steps.entries()) {
    console.log(`\n[${index + 1}/${steps.length}] ${step}`)
    const { code, lines } = await runStep(step, run)
    for (const line of lines) console.log(`  ${line}`)
    if (step === 'router') version = run.wrangler?.output.version
    if (code === 0) continue
    const problem = run.wrangler?.output.problem
    const advice = isDryRun ? [] : adviceAfter({ step, env, version, problem })
    return failed(code, [`The deploy failed at the step ${step}.`, ...advice])
  }
  const place = env === undefined ? '' : ` of ${env}`
  console.log(
    isDryRun
      ? `\nDry run${place}: good. Nothing was deployed.`
      : `\nDeployed${place}: version ${version} is live and answers.`
  )
  return 0
}

function failed(code: number, lines: readonly string[]): number {
  console.error(`\n${lines.join('\n')}`)
  return code
}

/** Returns the name of the commit; undefined outside of a repository. */
function commitName(): string | undefined {
  const argv = ['describe', '--always', '--dirty']
  const { status, stdout } = spawnSync('git', argv, { cwd: projectFolder, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

try {
  process.exitCode = await deploy(command.parse().opts<Flags>())
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : exitCodeOf.usage
}
