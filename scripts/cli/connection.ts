import { spawnSync } from 'node:child_process'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { adminTokenIn } from '../dev/dev-vars.ts'
import { pathsOf, ROUTER_PORT } from '../dev/paths.ts'
import { failure, type Failure } from './failure.ts'

/** Where the router is, and who speaks to it. */
export interface Connection {
  readonly url: string
  readonly token: string | undefined
  /** Name that the history shows. */
  readonly by: string
  /** From where: `cli`, `ci`, … */
  readonly source: string
}

export interface ConnectionOptions {
  readonly url?: string
  readonly token?: string
  readonly by?: string
}

type Variables = Readonly<Record<string, string | undefined>>

/** Options first, then the environment, then what a local stack keeps on this machine. */
export function connectionOf(
  options: ConnectionOptions,
  env: Variables
): Result<Connection, Failure> {
  const given = options.url ?? env['BLUEGREEN_URL'] ?? `http://127.0.0.1:${ROUTER_PORT}`
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const message = `--url must be the address of a router, such as https://router.example.com; it is "${given}".`
    return refuse(failure('bad_url', message))
  }
  return ok({
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    token: options.token ?? env['BLUEGREEN_TOKEN'] ?? localTokenFor(url),
    by: options.by ?? nameIn(env) ?? gitName() ?? 'unknown',
    source: inCi(env) ? 'ci' : 'cli',
  })
}

/** Whether an address is this machine's own. */
export function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

/** Port of the local stack that an address belongs to. */
export function portOf(url: URL): number {
  return url.port === '' ? 80 : Number(url.port)
}

/** A token found on this machine is for routers on this machine only. */
function localTokenFor(url: URL): string | undefined {
  return isLoopback(url) ? adminTokenIn(pathsOf(portOf(url)).devVars) : undefined
}

function inCi(env: Variables): boolean {
  return env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false'
}

/** In CI whoever started the pipeline, else whoever is logged in. */
function nameIn(env: Variables): string | undefined {
  const inPipeline = env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? env['BUILD_USER']
  return (inCi(env) ? inPipeline : undefined) ?? (env['USER'] || env['USERNAME'] || undefined)
}

function gitName(): string | undefined {
  const { stdout } = spawnSync('git', ['config', 'user.name'], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}
