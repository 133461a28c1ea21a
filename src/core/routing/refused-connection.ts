/** Texts of rejections that say that the connection was refused. */
const REFUSED = /\bconnection[ _]refused\b|\beconnrefused\b/i

/**
 * The text with which workerd rejects each connection that it could not open. On Cloudflare it is
 * also the text for connections that the platform forbids: those to its own addresses and to
 * private ones.
 * @see https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/#troubleshooting
 */
const NOT_OPENED = 'proxy request failed, cannot connect to the specified address'

/** Whether a text says that the connection was refused. */
export function saysRefused(text: string): boolean {
  return REFUSED.test(text)
}

/**
 * Whether a rejected connection shows that the origin refuses connections. `hostname` is that of
 * the origin's URL. The text for each connection that was not opened counts only at an address that
 * cannot be reached from Cloudflare: there the router runs on a workerd of its own, where no policy
 * forbids a connection that `fetch` may make.
 */
export function isRefusal(text: string, hostname: string): boolean {
  return saysRefused(text) || (text.startsWith(NOT_OPENED) && isPrivateHost(hostname))
}

/** Loopback, RFC 1918 and unique local addresses, and names that no public DNS has. */
const PRIVATE =
  /^(?:(?:127|10)\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\]|\[f[cd][\da-f]{2}:[\da-f:]*\]|[^.[\]:]+|.+\.(?:localhost|local|internal))$/

function isPrivateHost(hostname: string): boolean {
  return PRIVATE.test(hostname)
}
