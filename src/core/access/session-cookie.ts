/**
 * Name of the cookie that keeps an operator signed in on the page. Browsers take a cookie of this
 * prefix from the host alone, over HTTPS, and send it with every request to the host: with calls of
 * models too.
 */
export const SESSION_COOKIE = '__Host-bluegreen'

const pairAfter = (separator: string) =>
  new RegExp(`(?:^|${separator})[ \\t]*${SESSION_COOKIE}[ \\t]*=([^;,]*)`, 'gi')

/** A comma separates nothing: a value may have one, and anybody on a subdomain may set a value. */
const SENT = pairAfter(';')

/** Two `Cookie` fields of one request come joined by a comma. */
const ANYWHERE = pairAfter('[;,]')

/**
 * Returns the session in a `Cookie` header; undefined when it has none, or several: somebody else
 * may have set one of them.
 */
export function sessionIn(cookie: string | null): string | undefined {
  if (cookie === null || !cookie.includes(SESSION_COOKIE)) return undefined
  const values = [...cookie.matchAll(SENT)].map(([, value = '']) => value.trim())
  return values.length === 1 ? values[0] : undefined
}

/** Returns a `Cookie` header without the session; null when nothing is left of it. */
export function withoutSession(cookie: string): string | null {
  const rest = cookie.replace(ANYWHERE, '')
  if (rest === cookie) return cookie
  const left = rest.replace(/^[;, \t]+/, '')
  return left === '' ? null : left
}

/** A browser may send a cookie without a name, whose value is `name=value`, as if it had that name. */
const SETS = new RegExp(`^[\\s=]*${SESSION_COOKIE}`, 'i')

/** Whether a `Set-Cookie` header sets the cookie of the session. */
export function setsSession(setCookie: string): boolean {
  return SETS.test(setCookie)
}
