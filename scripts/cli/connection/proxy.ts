import type * as Undici from 'undici-7'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { failure, type Failure } from '../failure.ts'
import { isLoopback } from './address.ts'

/** The proxies of the environment, for addresses that `NO_PROXY` does not name. */
export interface Proxies {
  readonly http: string | undefined
  readonly https: string | undefined
  readonly except: string
  /** The variable that names the proxy of the router, for messages: its value may hold a password. */
  readonly variable: string
}

type Variables = Readonly<Record<string, string | undefined>>

/** Returns the proxies that requests to an address may go through; undefined for this machine. */
export function proxiesFor(url: URL, env: Variables): Result<Proxies | undefined, Failure> {
  const https = setIn(env, 'https_proxy')
  const http = setIn(env, 'http_proxy')
  const own = url.protocol === 'https:' ? (https ?? http) : http
  if (own === undefined || isLoopback(url)) return ok(undefined)
  for (const one of [https, http]) {
    if (one !== undefined && !isProxy(one.value)) {
      const message = `${one.name} is not the address of a proxy, such as http://proxy.example.com:3128.`
      return refuse(failure('bad_proxy', message))
    }
  }
  const except = setIn(env, 'no_proxy')?.value ?? ''
  return ok({ http: http?.value, https: https?.value, except, variable: own.name })
}

/** What the command line reads of an answer. */
export interface Answered {
  readonly status: number
  readonly headers: Pick<Headers, 'get'> & { entries: () => Iterable<[string, string]> }
  readonly body: AsyncIterable<Uint8Array> | null
  readonly text: () => Promise<string>
}

export interface Sending {
  readonly method: string
  readonly headers: Headers
  readonly signal: AbortSignal
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/**
 * Sends a request, through a proxy where there is one: the `fetch` of Node 20 knows none. Redirects are
 * not followed, because the headers are secrets.
 */
export async function send(
  url: string,
  request: Sending,
  proxies: Proxies | undefined
): Promise<Answered> {
  if (proxies === undefined) return fetch(url, { ...request, redirect: 'manual' })
  const { EnvHttpProxyAgent, fetch: fetchThrough }: typeof Undici = await import('undici-7')
  const dispatcher = new EnvHttpProxyAgent({
    ...(proxies.http === undefined ? {} : { httpProxy: proxies.http }),
    ...(proxies.https === undefined ? {} : { httpsProxy: proxies.https }),
    noProxy: proxies.except,
  })
  const headers = Object.fromEntries(request.headers.entries())
  return fetchThrough(url, { ...request, headers, redirect: 'manual', dispatcher })
}

/** Returns a variable by its name in small letters, else in capitals, as curl does; its scheme may be missing. */
function setIn(env: Variables, name: string) {
  const found = [name, name.toUpperCase()].find((one) => env[one])
  if (found === undefined) return undefined
  const value = env[found] ?? ''
  const isWhole = name === 'no_proxy' || value.includes('://')
  return { name: found, value: isWhole ? value : `http://${value}` }
}

function isProxy(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
