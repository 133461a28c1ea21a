import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'

/**
 * Time for which reads return the old value after a write: the worst case that Workers KV documents.
 * @see https://developers.cloudflare.com/kv/concepts/how-kv-works/
 */
export const KV_LAG_MS = 60_000

interface Written {
  readonly value: Buffer
  readonly at: number
}

/** A KV server with the protocol of workerd's KV bindings. Reads return the value of each key as it was 60 s ago. */
export interface LateKv {
  readonly port: number
  readonly reads: () => number
  readonly stop: () => void
}

/** Starts the server. The first value of a key is visible at once. */
export async function startLateKv(port: number): Promise<LateKv> {
  const written = new Map<string, readonly Written[]>()
  let reads = 0
  const server = createServer((request, response) => {
    const key = (request.url ?? '').split('?')[0] ?? ''
    if (request.method === 'PUT') {
      void bodyOf(request).then((value) => {
        const earlier = written.get(key) ?? []
        written.set(key, [...earlier, { value, at: earlier.length === 0 ? 0 : Date.now() }])
        response.end()
      })
      return
    }
    reads++
    const visible = written.get(key)?.findLast(({ at }) => at <= Date.now() - KV_LAG_MS)
    if (visible === undefined) response.writeHead(404)
    response.end(visible?.value)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port, reads: () => reads, stop }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
