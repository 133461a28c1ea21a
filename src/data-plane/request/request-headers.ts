import { setsSession, withoutSession } from '../../core/access/session-cookie.ts'
import type { Call } from '../call.ts'

/**
 * Headers of one connection, by RFC 9110 §7.6.1 and RFC 2616 §13.5.1. The platform's own HTTP removes them;
 * when one comes through, `connection` comes with it. Looking for each of them on every call would
 * be the most expensive part of the call.
 */
const hopByHop = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const

/** Headers that a `Connection` header must not remove from a call. */
const neverDropped = new Set([
  'authorization',
  'x-api-key',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
])

/** A client's request, with what the router reads of it once. */
export type ReceivedRequest = Pick<
  Call,
  'request' | 'method' | 'url' | 'headers' | 'received' | 'model'
>

/** Returns the headers of the call to the origin, without the credentials of its color. */
export function requestHeaders({
  headers: sent,
  url,
  received,
  model,
}: Pick<ReceivedRequest, 'headers' | 'url' | 'received' | 'model'>): Headers {
  const { path } = model
  const { connection, stripped, address, cookie } = received
  const headers = new Headers(sent)
  stripNamed(headers, connection)
  for (const name of stripped) headers.delete(name)
  if (cookie !== null) dropSession(headers, cookie)
  headers.set('x-forwarded-host', hostOf(url))
  headers.set('x-forwarded-proto', url.startsWith('https:') ? 'https' : 'http')
  if (path !== '/') headers.set('x-forwarded-prefix', path)
  if (address !== null) headers.set('x-forwarded-for', address)
  return headers
}

/** Removes the session of the admin route: an origin that had it could act as its operator. */
function dropSession(headers: Headers, cookie: string): void {
  const left = withoutSession(cookie)
  if (left === cookie) return
  if (left === null) headers.delete('cookie')
  else headers.set('cookie', left)
}

/** Names with which the router spoke before it had one field, so that no origin speaks for it. */
const ofTheRouter = [
  'x-bluegreen-color',
  'x-bluegreen-release',
  'x-bluegreen-revision',
  'x-bluegreen-call',
  'x-bluegreen-error',
] as const

/**
 * Removes from an answer the headers that belong to the origin's connection, and those that speak
 * for the router.
 */
export function cleanResponse(headers: Headers): void {
  headers.delete('proxy-authenticate')
  // With it, a script of one model could answer for the whole host: for other models and for the sign-in of the page.
  headers.delete('service-worker-allowed')
  for (const name of ofTheRouter) headers.delete(name)
  stripNamed(headers, headers.get('connection'))
  keepSession(headers)
}

/** Removes cookies that would take the place of the session of the admin route, on the same host. */
export function keepSession(headers: Headers): void {
  if (!headers.has('set-cookie')) return
  const cookies = headers.getSetCookie()
  if (!cookies.some(setsSession)) return
  headers.delete('set-cookie')
  for (const cookie of cookies) if (!setsSession(cookie)) headers.append('set-cookie', cookie)
}

function stripNamed(headers: Headers, named: string | null): void {
  if (named === null) return
  dropNamed(headers, named)
  for (const name of hopByHop) headers.delete(name)
}

function dropNamed(headers: Headers, connection: string): void {
  for (const token of connection.toLowerCase().split(',')) {
    const name = token.trim()
    if (TOKEN.test(name) && !neverDropped.has(name)) headers.delete(name)
  }
}

/** Returns the host as the client wrote it: the platform builds the URL from it. */
function hostOf(url: string): string {
  const start = url.indexOf('://') + 3
  return url.slice(start, url.indexOf('/', start))
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
