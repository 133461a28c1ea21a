import { spawnSync } from 'node:child_process'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { adminTokenIn } from '../dev/dev-vars.ts'
import { pathsOf, ROUTER_PORT } from '../dev/paths.ts'
import { failure, type Failure } from './failure.ts'

/** Address of the router, and identity of its caller. */
export interface Connection {
  readonly url: string
  readonly token: string | undefined
  /** Headers of a service token of Cloudflare Access. */
  readonly accessHeaders?: readonly (readonly [name: string, value: string])[]
  /** Name that the history shows. */
  readonly by: string
  /** Origin of the change: `cli`, `ci`, … */
  readonly source: string
}

export interface ConnectionOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
  readonly by?: string | undefined
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Returns the connection from the options, else from the environment, else from the local stack.
 */
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
    accessHeaders: accessHeadersIn(env),
    by: options.by ?? nameIn(env) ?? gitName() ?? 'unknown',
    source: inCi(env) ? 'ci' : 'cli',
  })
}

/** Returns the headers with which a service token passes Cloudflare Access, when both halves are set. */
function accessHeadersIn(env: Variables): NonNullable<Connection['accessHeaders']> {
  const [id, secret] = [env['CF_ACCESS_CLIENT_ID'], env['CF_ACCESS_CLIENT_SECRET']]
  if (!id || !secret) return []
  return [
    ['cf-access-client-id', id],
    ['cf-access-client-secret', secret],
  ]
}

/** Whether an address is a loopback address. */
export function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

/** Returns the port of the local stack that an address belongs to. */
export function portOf(url: URL): number {
  return url.port === '' ? 80 : Number(url.port)
}

/** Returns the token of the local stack, or of the router that `dev` runs. Other routers never get it. */
function localTokenFor(url: URL): string | undefined {
  if (!isLoopback(url)) return undefined
  return adminTokenIn(pathsOf(portOf(url)).devVars) ?? adminTokenIn('.dev.vars')
}

function inCi(env: Variables): boolean {
  return env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false'
}

/**
 * Returns the name of the user that started the pipeline in CI, else of the user that is logged in.
 */
function nameIn(env: Variables): string | undefined {
  const inPipeline = env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? env['BUILD_USER']
  return (inCi(env) ? inPipeline : undefined) ?? (env['USER'] || env['USERNAME'] || undefined)
}

function gitName(): string | undefined {
  const { stdout } = spawnSync('git', ['config', 'user.name'], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}
