import type { Server } from 'node:net'

/** Returns the port that the system chose for a listening server. */
export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
  return address.port
}
