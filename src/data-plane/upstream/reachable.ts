import { connect } from 'cloudflare:sockets'

/** The longest wait for a connection that tells whether an origin is there at all. */
const CONNECT_MS = 1_000

/**
 * Whether nobody listens at an origin. `fetch` rejects alike for a refused connection and for one that broke after the
 * origin took the call; a second connection tells them apart. Unclear counts as listening: no call is repeated on a guess.
 */
export async function refusesConnections(origin: string): Promise<boolean> {
  try {
    const { hostname, port, protocol } = new URL(origin)
    const fallback = protocol === 'https:' ? 443 : 80
    const socket = connect({ hostname, port: port === '' ? fallback : Number(port) })
    // Rejects with what `opened` tells already.
    socket.closed.catch(() => undefined)
    const opened = socket.opened.then(
      () => 'opened',
      () => 'refused'
    )
    const state = await Promise.race([opened, scheduler.wait(CONNECT_MS)])
    // Rejects for a connection that never opened, which needs no closing.
    socket.close().catch(() => undefined)
    return state === 'refused'
  } catch {
    // The origin is not a URL, or the platform does not let us try: then we do not know.
    return false
  }
}
