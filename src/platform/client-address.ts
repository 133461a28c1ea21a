/** What `request.cf` holds on a workerd without Cloudflare in front: the other end of the connection. */
interface Connection {
  readonly clientIp?: unknown
}

/**
 * Returns the network address of a client: what Cloudflare, or the proxy in front, says of it, or else the other end of
 * the connection, which workerd alone names. `stated` is the field `cf-connecting-ip`.
 */
export function clientAddressOf(request: Request, stated: string | null): string | null {
  if (stated !== null) return stated
  const location: object = request.cf ?? {}
  const { clientIp }: Connection = location
  return typeof clientIp === 'string' ? withoutPort(clientIp) : null
}

/** Returns the host of `192.0.2.1:51566` and of `[2001:db8::1]:51566`. */
function withoutPort(peer: string): string {
  const host = peer.slice(0, peer.lastIndexOf(':'))
  return host.startsWith('[') ? host.slice(1, -1) : host
}
