import { connect } from 'cloudflare:sockets'
import { isRefusal } from '../../core/routing/refused-connection.ts'
import { messageOf } from '../../platform/log.ts'

/** Longest wait for the connection that shows whether an origin is up. */
const CONNECT_MS = 1_000

/**
 * Whether an origin refuses connections. `fetch` rejects alike for a refused connection and for one
 * that broke after the origin took the call; a second connection tells them apart. An unclear
 * result counts as false, so that no call is repeated on a guess: most of all a connection that the
 * platform forbids, which says nothing of the origin.
 */
export async function refusesConnections(origin: string): Promise<boolean> {
  try {
    const { hostname, port, protocol } = new URL(origin)
    const fallback = protocol === 'https:' ? 443 : 80
    const socket = connect({ hostname, port: port === '' ? fallback : Number(port) })
    // Rejects for the same reason as `opened`.
    socket.closed.catch(() => undefined)
    const refused = socket.opened.then(
      () => false,
      (error: unknown) => isRefusal(messageOf(error), hostname)
    )
    const isRefused = await Promise.race([refused, scheduler.wait(CONNECT_MS)])
    // Rejects for a connection that never opened, which need not be closed.
    socket.close().catch(() => undefined)
    return isRefused === true
  } catch {
    // The origin is not a URL, or the platform forbids the attempt: the state is unknown.
    return false
  }
}
