import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { portOf } from './wire/listening.ts'

/** As much of Cloudflare's API as `wrangler deploy` asks for, with one Worker, which exists once it was uploaded. */
export interface CloudflareApi {
  readonly url: string
  /** The requests that changed something: method and path below the account. */
  readonly changes: () => readonly string[]
  readonly stop: () => Promise<void>
}

const VERSION = '11111111-1111-1111-1111-111111111111'
const noSuchWorker = { code: 10_007, message: 'workers.api.error.script_not_found' }

export async function startCloudflareApi(): Promise<CloudflareApi> {
  const changes: string[] = []
  let exists = false
  const resultOf = (method: string, path: string): unknown => {
    if (/\/services\/[^/]+$/.test(path) && exists)
      return { default_environment: { environment: 'production', script: { tag: 't' } } }
    if (path.endsWith('/secrets') && exists) return []
    if (path.endsWith('/settings') && exists)
      return { bindings: [{ type: 'kv_namespace', name: 'POINTERS', namespace_id: 'n' }] }
    if (/\/(services\/[^/]+|settings|secrets)$/.test(path)) return undefined
    if (path.endsWith('/kv/namespaces')) return method === 'POST' ? { id: 'n' } : []
    if (path.endsWith('/deployments')) return { id: 'd', deployments: [] }
    if (path.endsWith('/versions')) return { id: VERSION, startup_time_ms: 1 }
    if (/\/workers\/workers\//.test(path))
      return { id: 'w', subdomain: { enabled: true, previews_enabled: false } }
    if (/\/scripts\/[^/]+$/.test(path)) {
      exists = true
      return { id: 's', deployment_id: VERSION.replaceAll('-', ''), startup_time_ms: 1 }
    }
    return { enabled: true, previews_enabled: false, subdomain: 'me' }
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '' } = request
    await text(request)
    const path = url.split('?')[0] ?? ''
    if (method !== 'GET') changes.push(`${method} ${path.replace(/^.*\/accounts\/[^/]+/, '')}`)
    const result = resultOf(method, path)
    const isKnown = result !== undefined
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        success: isKnown,
        errors: isKnown ? [] : [noSuchWorker],
        messages: [],
        result: result ?? null,
      })
    )
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}/client/v4`,
    changes: () => changes,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
