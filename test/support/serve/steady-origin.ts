import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { portOf } from '../wire/listening.ts'

/** A model server that answers everything well. */
export interface SteadyOrigin {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Starts it. A call whose path ends in `/slow` gets the end of its answer after `slowMs`. */
export async function startSteadyOrigin(slowMs = 0): Promise<SteadyOrigin> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' })
    if (request.url?.endsWith('/slow') !== true) {
      response.end('{"ok":true}')
      return
    }
    response.write('{"ok":')
    void setTimeout(slowMs).then(() => response.end('true}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
