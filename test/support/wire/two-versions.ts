import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { inject } from 'vitest'
import { portOf } from './listening.ts'
import { TOKEN, type ModelVars } from './router.ts'
import { startWorkerd, type RunningWorkerd } from './workerd.ts'

/** The code of the last release, and the code of this checkout. */
export const versions = ['released', 'current'] as const

export type Version = (typeof versions)[number]

/** Selects the isolate that takes a request. */
export const VERSION_HEADER = 'x-version'

const releases = fileURLToPath(new URL('../../fixtures/releases/', import.meta.url))

/** Sends each request to the isolate that it names. A string, because it runs inside workerd. */
const entry = `
export default {
  fetch(request, env) {
    return env[request.headers.get('${VERSION_HEADER}') ?? 'current'].fetch(request)
  },
}
`

/** Isolates of both versions at the same time, as in a gradual deployment, with storage that outlives workerd. */
export interface TwoVersions {
  /** Runs both isolates and the coordinators of one version until the task has ended. */
  readonly withCoordinator: (
    version: Version,
    task: (url: string) => Promise<void>
  ) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startTwoVersions(models: ModelVars): Promise<TwoVersions> {
  const folder = await mkdtemp(join(tmpdir(), 'bluegreen-versions-'))
  const kv = await startKv()
  const files = {
    'released.js': gunzipSync(await readFile(await lastRelease())).toString(),
    'current.js': await readFile(inject('worker').file, 'utf8'),
    'entry.js': entry,
  }
  return {
    withCoordinator: async (version, task) => {
      const workerd: RunningWorkerd = await startWorkerd(
        configOf(models, version, kv.port),
        files,
        folder
      )
      try {
        await task(`http://127.0.0.1:${workerd.port}`)
      } finally {
        await workerd.stop()
      }
    },
    stop: async () => {
      await kv.stop()
      await rm(folder, { recursive: true, maxRetries: 5 })
    },
  }
}

/** Returns the Worker of the newest kept release. */
async function lastRelease(): Promise<string> {
  const names = await readdir(releases)
  const newest = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new Error(`no release is kept in ${releases}`)
  return join(releases, newest, 'worker.js.gz')
}

/** A Workers KV that outlives workerd. It answers the HTTP requests that the KV binding sends. */
async function startKv() {
  const values = new Map<string, string>()
  const server = createServer((request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://kv').pathname.slice(1))
    if (request.method === 'PUT') {
      void text(request).then((value) => response.end(void values.set(key, value)))
      return
    }
    const value = values.get(key)
    response.writeHead(value === undefined ? 404 : 200).end(value)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The coordinators of both isolates are those of one version: a Durable Object runs one at a time. */
function configOf(models: ModelVars, coordinator: Version, kvPort: number): string {
  const { compatibilityDate, compatibilityFlags } = inject('worker')
  const date = JSON.stringify(compatibilityDate)
  const isolates = versions.map((version) => {
    const isOwn = version === coordinator
    const namespace = isOwn
      ? 'durableObjectNamespace = "Coordinator"'
      : `durableObjectNamespace = (className = "Coordinator", serviceName = "${coordinator}")`
    const storage = `
      durableObjectNamespaces = [
        (className = "Coordinator", uniqueKey = "coordinator", enableSql = true),
      ],
      durableObjectStorage = (localDisk = "disk"),`
    return `(name = "${version}", worker = (
      compatibilityDate = ${date},
      compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
      modules = [(name = "index.js", esModule = embed "${version}.js")],
      bindings = [
        (name = "POINTERS", kvNamespace = "kv"),
        (name = "COORDINATOR", ${namespace}),
        (name = "ADMIN_TOKEN", text = "${TOKEN}"),
        (name = "MODELS", json = ${JSON.stringify(JSON.stringify(models))}),
      ],${isOwn ? storage : ''}
    )),`
  })
  return `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "disk", disk = (path = "@folder@", writable = true)),
    (name = "kv", external = (address = "127.0.0.1:${kvPort}", http = ())),
    ${isolates.join('\n    ')}
    (name = "entry", worker = (
      compatibilityDate = ${date},
      modules = [(name = "entry.js", esModule = embed "entry.js")],
      bindings = [
        ${versions.map((version) => `(name = "${version}", service = "${version}"),`).join('\n        ')}
      ],
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "entry")],
);
`
}
