import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import { readRouterField } from '../../dev/router-field.ts'
import { breakGlassHint, tokenHint, unexpected } from '../admin-failure.ts'
import type { Connection } from '../connection.ts'
import { failure, type Failure } from '../failure.ts'
import type { Reply } from '../resend.ts'

/** Returns the failure for an answer that is not the admin route's, and says whose it seems to be. */
export function foreign(connection: Connection, reply: Reply): Failure {
  const { url } = connection
  const { status, headers } = reply
  const color = readRouterField(headers.get('x-bluegreen'))?.color
  const who = whoAnswered(reply)
  if (color !== undefined) {
    const message = `${url} is the address of a model: ${color} answered, and not the admin route.`
    return failure('bad_url', message, `Give the address of the router alone: ${originOf(url)}.`)
  }
  if (status >= 300 && status < 400) return redirected(connection, reply)
  if (status === 401 || status === 403) {
    const message = `${url} answered ${status}, and not the router${who}.`
    return failure('unauthorized', message, gateHint(connection, who))
  }
  if (status === 407) {
    const message = `A proxy before ${url} asks for a password (407)${who}.`
    return failure('proxy_failed', message, 'Put name and password into HTTPS_PROXY.')
  }
  if (status === 429 || status >= 502) {
    const after = headers.get('retry-after')
    const wait = after === null ? '' : ` It asks to wait: ${asPlainLine(after).slice(0, 40)}.`
    const message = `${url} answered ${status}, and not the router${who}.`
    return failure('front_unavailable', message, `Try again.${wait} ${breakGlassHint}`)
  }
  if (isPage(reply)) {
    const message = `${url} answered a web page (${status}), and not the router${who}.`
    const hint =
      'Is --router right? A network that wants a sign-in first answers so too: open the address in a browser.'
    return failure('not_a_router', message, hint)
  }
  if (status === 404) {
    const message = `${url} has no admin route (404)${who}.`
    return failure('not_a_router', message, `Give the address of the router: ${originOf(url)}?`)
  }
  return unexpected(connection, `status ${status} without the router's JSON${who}`)
}

function redirected(connection: Connection, { status, headers }: Reply): Failure {
  const { url } = connection
  const location = headers.get('location') ?? ''
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined
  const to = target === undefined ? 'nowhere' : asPlainLine(target.origin)
  const isAccess =
    target?.hostname.endsWith('.cloudflareaccess.com') === true ||
    target?.pathname.startsWith('/cdn-cgi/access/') === true
  const hint = isAccess
    ? accessHint(connection)
    : `If that is the router, give it with --router. If it is a sign-in page, ${headersHint}`
  const page = isAccess ? 'the sign-in page of Cloudflare Access' : to
  return failure('redirected', `${url} sends the admin route to ${page} (${status}).`, hint)
}

function accessHint({ headers = [] }: Connection): string {
  return headers.some(([name]) => name === 'cf-access-client-id')
    ? 'Access did not take the service token of CF_ACCESS_CLIENT_ID: it needs a policy of the kind Service Auth, and may have expired.'
    : 'Set a service token of Access: CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET. They are sent to https and this machine only.'
}

const headersHint = 'pass it with --header or BLUEGREEN_HEADERS.'

function gateHint(connection: Connection, who: string): string {
  const gate = `If it wants a header of its own, ${headersHint}`
  const access = /cloudflare/i.test(who) ? ` Behind Access: ${accessHint(connection)}` : ''
  return connection.token === undefined
    ? `${tokenHint(connection)} ${gate}${access}`
    : gate + access
}

/** Returns what an answer says about its sender, in brackets; empty when it says nothing. */
function whoAnswered({ headers, text }: Reply): string {
  const parts = [
    headers.get('server'),
    headers.get('cf-ray') === null ? null : `cf-ray ${headers.get('cf-ray')}`,
    titleOf(text),
  ]
  const known = parts.flatMap((part) => (part ? [asPlainLine(part).slice(0, 80)] : []))
  return known.length === 0 ? '' : ` (${known.join(', ')})`
}

function titleOf(text: string): string | undefined {
  const title = /<title[^>]*>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1]
  const words = title?.replaceAll(/\s+/g, ' ').trim()
  return words === undefined || words === '' ? undefined : `"${words}"`
}

function isPage({ headers, text }: Reply): boolean {
  return (
    headers.get('content-type')?.includes('html') === true ||
    /^\s*<(!doctype|html|head|body)/i.test(text)
  )
}

function originOf(url: string): string {
  return new URL(url).origin
}
