import { log, messageOf } from '../../platform/log.ts'
import { AdminError } from './admin-error.ts'

/**
 * The media type of each kind of file that the page may have. Not JSON: the document of the API is among
 * the files, and takes a known caller.
 */
const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['map', 'application/json'],
  ['txt', 'text/plain; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
  ['woff2', 'font/woff2'],
])

const INDEX = 'index.html'

/** Text and kind of a file: one segment, without a dot at its beginning. */
const FILE = /^[a-z0-9][\w.-]*\.([a-z0-9]+)$/i

/** The name of a file ends with a hash of its content. */
const HASHED = /-[a-z0-9]{8,}\.[a-z0-9]+$/i

/** Nothing but the page's own files: no text of a model or an operator ever becomes a script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/**
 * Returns the file of the page that a path below `/admin` asks for; undefined for every other path.
 * `/admin` itself is the page, but for a client that asks for JSON.
 */
export function pageFileOf(path: string, accept = ''): string | undefined {
  if (path.startsWith('/admin/page/')) return path.slice('/admin/page/'.length)
  if (path !== '/admin' && path !== '/admin/') return undefined
  return /\bjson\b/i.test(accept) && !/text\/html/i.test(accept) ? undefined : INDEX
}

/**
 * Answers with a file of the page, which is open to everybody: the page has no data of its own.
 * `page` is the Worker with its files, which a router may do without.
 */
export async function servePage(
  method: string,
  file: string,
  page: Fetcher | undefined
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new AdminError('method_not_allowed', 'It has GET, HEAD.', { allow: 'GET, HEAD' })
  }
  const mediaType = mediaTypes.get(FILE.exec(file)?.[1]?.toLowerCase() ?? '')
  if (mediaType === undefined) throw new AdminError('not_found')
  if (page === undefined) return unavailable('is not installed')
  const found = await pageFile(page, file)
  if (found === undefined) return unavailable('does not answer')
  if (found.status === 404 && file !== INDEX) throw new AdminError('not_found')
  if (found.status !== 200) return unavailable(`answers with status ${found.status}`)
  const age = HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-store'
  return new Response(found.body, {
    headers: { ...headers, 'content-type': mediaType, 'cache-control': age },
  })
}

/** Fetches a file from the Worker of the page; undefined when that does not answer. */
export async function pageFile(page: Fetcher, file: string): Promise<Response | undefined> {
  try {
    return await page.fetch(`https://page/${file}`, { redirect: 'manual' })
  } catch (error) {
    log('internal_error', { where: 'page', message: messageOf(error) })
    return undefined
  }
}

function unavailable(why: string): Response {
  const text = `The page of the router ${why}.

Its files are in a Worker of their own, which the binding PAGE names. To install it:
  npm run deploy -- --env <name>    on Cloudflare, together with the router
  npm run page                      for npm run serve, before its start
The admin route and the command line work without it.
`
  return new Response(text, {
    status: 503,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  })
}
