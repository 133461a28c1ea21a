import { once } from 'node:events'
import type { Server } from 'node:net'

/** Starts a server on this machine. Returns its port, and what stops it. */
export async function listen(server: Server) {
  const open = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => open.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stop = async () => {
    server.close()
    for (const socket of open) socket.destroy()
    await once(server, 'close')
  }
  return { port, stop }
}
