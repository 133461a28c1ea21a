import { isRecord } from '../../src/core/json.ts'
import { scopeOf, type WranglerFile } from '../cli/config/wrangler-file.ts'

/** Options of a deploy. */
export interface DeployOptions {
  /** The environment of `wrangler.toml`; undefined for its top level. */
  readonly env: string | undefined
  readonly isDryRun: boolean
  /** Whether the step of the types is left out. */
  readonly skipsTypes: boolean
  /** Name of the version in the history, such as that of a commit. */
  readonly tag: string | undefined
  readonly message: string | undefined
  /** File with secrets, which the first deploy of a Worker needs. */
  readonly secretsFile: string | undefined
}

/** The steps, in their order. */
export type StepName = 'check' | 'types' | 'page' | 'router' | 'health' | 'calls' | 'status'

/** Returns the steps of a deploy. A dry run ends before the first request to a network. */
export function stepsOf(
  file: WranglerFile,
  { env, isDryRun, skipsTypes }: DeployOptions
): readonly StepName[] {
  return [
    'check',
    ...(skipsTypes ? [] : (['types'] as const)),
    ...(pageWorkerOf(file, env) === undefined ? [] : (['page'] as const)),
    'router',
    ...(isDryRun ? [] : (['health', 'calls', 'status'] as const)),
  ]
}

/** Returns the name of the Worker with the files of the page, which the binding PAGE names. */
export function pageWorkerOf(file: WranglerFile, env: string | undefined): string | undefined {
  const services: unknown = scopeOf(file, env)['services']
  const page = Array.isArray(services)
    ? services.filter(isRecord).find(({ binding }) => binding === 'PAGE')
    : undefined
  return typeof page?.['service'] === 'string' ? page['service'] : undefined
}

/** Returns the arguments of wrangler for the router. An empty environment is the top level. */
export function routerArguments({ path }: WranglerFile, options: DeployOptions): readonly string[] {
  const { env = '', tag, message, secretsFile } = options
  return [
    'deploy',
    '--strict',
    `--config=${path}`,
    `--env=${env}`,
    ...(tag === undefined ? [] : [`--tag=${tag}`]),
    ...(message === undefined ? [] : [`--message=${message}`]),
    ...(secretsFile === undefined ? [] : [`--secrets-file=${secretsFile}`]),
    ...(options.isDryRun ? ['--dry-run'] : []),
  ]
}

/** Returns the arguments of wrangler for the files of the page: each environment has its own. */
export function pageArguments(name: string, { isDryRun }: DeployOptions): readonly string[] {
  const config = '--config=src/page/wrangler.toml'
  return ['deploy', '--strict', config, `--name=${name}`, ...(isDryRun ? ['--dry-run'] : [])]
}
