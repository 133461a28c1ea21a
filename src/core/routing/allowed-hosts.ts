/**
 * Parses a pattern of hosts such as `https://blue.models.example:8443`, `https://*.models.example`
 * or `*.models.example`; undefined when it is not one. A pattern without a scheme means https, and
 * one without a port the standard port. `*` stands for one or more labels.
 */
export function parseHostPattern(text: string): string | undefined {
  const match = PATTERN.exec(text.trim().toLowerCase())
  if (match === null) return undefined
  const [, scheme = 'https', host = '', port] = match
  return withoutStandardPort(scheme, port === undefined ? host : `${host}:${port}`)
}

const PATTERN =
  /^(?:(https?):\/\/)?((?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/

/**
 * Returns scheme, host and port of an origin, without a standard port. A secret for one of them is
 * not for another.
 */
export function hostOf(origin: string): string {
  const [, scheme = '', authority = ''] = /^(https?):\/\/([^/?#]*)/i.exec(origin) ?? []
  return withoutStandardPort(scheme.toLowerCase(), authority.toLowerCase())
}

function withoutStandardPort(scheme: string, authority: string): string {
  const standardPort = scheme === 'https' ? ':443' : ':80'
  const isStandard = authority.endsWith(standardPort)
  return `${scheme}://${isStandard ? authority.slice(0, -standardPort.length) : authority}`
}

/** Whether an origin is on a host of the patterns, which `parseHostPattern` or `hostOf` returned. */
export function isOnHosts(origin: string, patterns: readonly string[]): boolean {
  const host = hostOf(origin)
  return patterns.some((pattern) => pattern === host || isBelow(host, pattern))
}

/** Other characters in a host could move its end, as `\` does, which `fetch` reads as `/`. */
const PLAIN_HOST = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/

function isBelow(host: string, pattern: string): boolean {
  const star = pattern.indexOf('*')
  if (star === -1 || !PLAIN_HOST.test(host)) return false
  const [scheme, domain] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return (
    host.startsWith(scheme) && host.endsWith(domain) && host.length > scheme.length + domain.length
  )
}
