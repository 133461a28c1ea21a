import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'

/** How long an old value is shown after it was replaced, as the documentation of Workers KV warns. */
export const KV_LAG_MS = 60_000

interface Written {
  readonly value: Buffer
  readonly at: number
}

/** A KV, spoken to as workerd's bindings speak, that shows each key as it was 60 s ago. */
export interface LateKv {
  readonly port: number
  readonly reads: () => number
  readonly stop: () => void
}

/** What was written when the key was new counts as written long ago. */
export async function startLateKv(port: number): Promise<LateKv> {
  const written = new Map<string, readonly Written[]>()
  let reads = 0
  const server = createServer((request, response) => {
    const key = (request.url ?? '').split('?')[0] ?? ''
    if (request.method === 'PUT') {
      void bodyOf(request).then((value) => {
        const before = written.get(key) ?? []
        written.set(key, [...before, { value, at: before.length === 0 ? 0 : Date.now() }])
        response.end()
      })
      return
    }
    reads++
    const shown = written.get(key)?.findLast(({ at }) => at <= Date.now() - KV_LAG_MS)
    if (shown === undefined) response.writeHead(404)
    response.end(shown?.value)
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
