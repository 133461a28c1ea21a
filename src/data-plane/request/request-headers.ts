/** Headers of a call that belong to one connection and that the platform hands to a Worker. */
const proxyOnly = ['proxy-authorization', 'proxy-connection'] as const

/**
 * The others of RFC 9110 §7.6.1 and RFC 2616 §13.5.1. The platform's own HTTP takes them off; where one comes through all
 * the same, `connection` comes with it. Looking for each on every call would be the dearest part of the call.
 */
const hopByHop = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const

/** What a `Connection` header must not take from a call, whoever names it there. */
const neverDropped = new Set([
  'authorization',
  'x-api-key',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
])

/** What the client must not tell the origin: the router says it itself, or it is meant for the router alone. */
const untrusted = [
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-server',
  'x-real-ip',
  'true-client-ip',
  'forwarded',
  'x-bluegreen',
  'x-bluegreen-failover',
  'x-bluegreen-preview',
  'x-bluegreen-shadow',
  'expect',
] as const

/** The headers of the call to the origin, but for the credentials of its color. */
export function requestHeaders(request: Request): Headers {
  const headers = new Headers(request.headers)
  stripNamed(headers)
  for (const name of proxyOnly) headers.delete(name)
  for (const name of untrusted) headers.delete(name)
  headers.set('x-forwarded-host', hostOf(request.url))
  headers.set('x-forwarded-proto', request.url.startsWith('https:') ? 'https' : 'http')
  const address = request.headers.get('cf-connecting-ip')
  if (address !== null) headers.set('x-forwarded-for', address)
  return headers
}

/** Takes out of an answer what belongs to the origin's connection. */
export function cleanResponse(headers: Headers): void {
  headers.delete('proxy-authenticate')
  stripNamed(headers)
}

function stripNamed(headers: Headers): void {
  const named = headers.get('connection')
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

/** What the client wrote as host: the platform made the URL of it, and it is at hand already. */
function hostOf(url: string): string {
  const start = url.indexOf('://') + 3
  return url.slice(start, url.indexOf('/', start))
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
