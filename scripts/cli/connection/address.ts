import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { failure, type Failure } from '../failure.ts'

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

/**
 * Returns the address of a router, without a slash at its end. A path is kept, because a proxy may
 * have the router below one. Refuses what only looks like an address, and says which one was meant.
 */
export function parseAddress(given: string): Result<URL, Failure> {
  const text = given.trim()
  if (!SCHEME.test(text)) {
    const meant = addressIn(`https://${text}`)
    return refuse(bad(text, 'it has no scheme', meant && isLoopback(meant) ? asHttp(meant) : meant))
  }
  const url = addressIn(text)
  if (url === undefined) return refuse(bad(text, 'it cannot be read'))
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(bad(text, 'its scheme is neither http nor https'))
  }
  const base = new URL(url.origin + url.pathname.replace(/\/admin(\/.*)?$/, ''))
  if (url.username !== '' || url.password !== '') {
    return refuse(bad(url.host, 'it has a user name or a password, which nothing would use', base))
  }
  if (base.pathname !== url.pathname || url.search !== '' || url.hash !== '') {
    return refuse(bad(text, 'it goes on after the address: /admin is added to it', base))
  }
  return ok(url)
}

/** Whether an address is a loopback address. */
export function isLoopback(url: URL): boolean {
  return /^127(\.\d+){3}$/.test(url.hostname) || ['localhost', '[::1]'].includes(url.hostname)
}

function addressIn(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

function asHttp(url: URL): URL {
  return new URL(url.href.replace(/^https:/, 'http:'))
}

function bad(given: string, why: string, meant?: URL): Failure {
  const shown = asPlainLine(given).slice(0, 200)
  const example = meant?.href.replace(/\/+$/, '') ?? 'https://router.example.com'
  const hint = meant === undefined ? `Give one such as ${example}.` : `Did you mean ${example}?`
  return failure('bad_url', `"${shown}" is not the address of a router: ${why}.`, hint)
}
