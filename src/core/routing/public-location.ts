/** Where an answer comes from, and under which address its client knows the model. */
export interface Addresses {
  /** Base URL of the color that answered. */
  readonly origin: string
  /** Base URL of the other color, which may be on the same host. */
  readonly otherOrigin: string
  /** URL of the client's request. */
  readonly requestUrl: string
  /** Path of the model, `/` for all paths. */
  readonly modelPath: string
}

/**
 * Returns the address that a client must use for the target of a redirect. A target on the origin's
 * own host, or on the public one, gets the path of the model in place of the origin's base path. A
 * target that has the path of the model already, a relative path, and one on another host stay as
 * they are.
 */
export function publicLocation(location: string, addresses: Addresses): string {
  const { origin, otherOrigin, requestUrl, modelPath } = addresses
  const target = partsOf(location)
  const own = partsOf(origin)
  const client = partsOf(requestUrl)
  const isRelative = target.host === undefined
  if (isRelative && (target.scheme !== undefined || !target.path.startsWith('/'))) return location
  const isOwn = isRelative || isSameHost(target, own) || isSameHost(target, client)
  if (!isOwn) return location
  const other = partsOf(otherOrigin)
  const bases = isSameHost(other, own) ? [own.path, other.path] : [own.path]
  const path = publicPath(target.path, bases, modelPath === '/' ? '' : modelPath) || '/'
  // A path that begins with two slashes would name another host.
  if (isRelative && !path.startsWith('//')) return path + target.rest
  return `${client.scheme}://${client.host}${path}${target.rest}`
}

function publicPath(path: string, bases: readonly string[], prefix: string): string {
  const base = bases.find((known) => known !== '' && isBelow(path, known))
  if (base !== undefined) return prefix + path.slice(base.length)
  return prefix !== '' && isBelow(path, prefix) ? path : `${prefix}${path}`
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}

interface Parts {
  readonly scheme: string | undefined
  /** Host and port. */
  readonly host: string | undefined
  readonly path: string
  /** Query and fragment. */
  readonly rest: string
}

function partsOf(url: string): Parts {
  const [, scheme, host, path = '', rest = ''] =
    /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#\\]*))?([^?#]*)(.*)$/is.exec(url) ?? []
  return { scheme: scheme?.toLowerCase(), host: host?.toLowerCase(), path, rest }
}

/**
 * Whether two URLs have one host. Their schemes may differ: an origin behind a TLS proxy knows only
 * its own.
 */
function isSameHost(one: Parts, another: Parts): boolean {
  if (one.scheme !== undefined && one.scheme !== 'http' && one.scheme !== 'https') return false
  return one.host !== undefined && withoutPort(one.host) === withoutPort(another.host ?? '')
}

/** Removes a standard port. */
function withoutPort(host: string): string {
  return host.replace(/:(?:80|443)?$/, '')
}
