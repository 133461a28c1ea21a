/**
 * Whether a page of another site may have sent a request that changes something. A browser adds the
 * cookie of Access to such a request, and Access vouches for it.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isCrossSite(request: Request): boolean {
  if (!changesSomething(request)) return false
  const { url, headers } = request
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  const origin = headers.get('origin')
  return origin !== null && origin !== new URL(url).origin
}

export function changesSomething({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

/**
 * Whether a page of the router's own host sent a request. A browser names the origin of a page in
 * each request that changes something, and no page can name another.
 */
export function isFromOwnPage({ url, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  const own = new URL(url)
  // A proxy that ends TLS in front of the router calls it by plain HTTP.
  return origin === own.origin || origin === `https://${own.host}`
}
