import { spawnSync } from 'node:child_process'
import { ok, type Result } from '../../src/core/result.ts'
import { adminTokenIn } from '../dev/dev-vars.ts'
import { checkout, pathsOf, ROUTER_PORT } from '../dev/paths.ts'
import { isLoopback, parseAddress } from './connection/address.ts'
import { extraHeaders, type HeaderPair } from './connection/extra-headers.ts'
import { findToken } from './connection/find-token.ts'
import { proxiesFor, type Proxies } from './connection/proxy.ts'
import type { Failure } from './failure.ts'

/** Address of the router, and identity of its caller. */
export interface Connection {
  readonly url: string
  readonly token: string | undefined
  /** Ends the requests that are on their way. */
  readonly signal?: AbortSignal
  /** Where the token comes from, in words. */
  readonly tokenFrom?: string | undefined
  /** Headers for what stands before the router, such as Cloudflare Access. */
  readonly headers?: readonly HeaderPair[]
  readonly proxies?: Proxies | undefined
  /** Longest wait for an answer, where it is not that of a switch. */
  readonly timeoutMs?: number
  /** Name that the history shows. */
  readonly by: string
  /** Origin of the change: `cli`, `ci`, … */
  readonly source: string
  /** What people should know before the command runs. */
  readonly warning?: string | undefined
}

export interface ConnectionOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
  readonly routerHeader?: readonly string[] | undefined
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
  const given = options.url ?? (env['BLUEGREEN_URL'] || `http://127.0.0.1:${ROUTER_PORT}`)
  const address = parseAddress(given)
  if (!address.ok) return address
  const url = address.value
  const { token, tokenFile, routerHeader: lines = [] } = options
  const found = findToken({ token, tokenFile, env, ofLocalStack: () => localTokenFor(url) })
  if (!found.ok) return found
  const headers = extraHeaders({ lines, env, url })
  if (!headers.ok) return headers
  const proxies = proxiesFor(url, env)
  if (!proxies.ok) return proxies
  return ok({
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    token: found.value?.token,
    tokenFrom: found.value?.from,
    warning: found.value?.warning,
    headers: headers.value,
    proxies: proxies.value,
    by: options.by ?? nameIn(env) ?? gitName() ?? 'unknown',
    source: inCi(env) ? 'ci' : 'cli',
  })
}

/** Returns the port of the local stack that an address belongs to. */
export function portOf(url: URL): number {
  return url.port === '' ? 80 : Number(url.port)
}

/** Returns the token of the local stack, or of the router that `dev` runs. Other routers never get it. */
function localTokenFor(url: URL): string | undefined {
  if (!isLoopback(url)) return undefined
  const known = checkout === undefined ? undefined : adminTokenIn(pathsOf(portOf(url)).devVars)
  return known ?? adminTokenIn('.dev.vars')
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
