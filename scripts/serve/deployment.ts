import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '../dev/paths.ts'
import { buildWorker } from './build.ts'
import { dataFiles } from './data-files.ts'
import { ServeError } from './failures.ts'
import type { ServeOptions } from './options.ts'
import type { Deployment } from './runtime.ts'
import { readSettings, type Settings } from './settings.ts'
import { checkStart } from './start-check.ts'
import { diskService, network, workerdConfig, type Socket } from './workerd/config.ts'
import {
  kvService,
  routerService,
  serviceNames,
  socketNames,
  trustedProxy,
  untrustedClients,
} from './workerd/router-service.ts'

/** Files of the page, when it was built. */
const pageFolder = `${projectFolder}.build/page`

/**
 * Reads the configuration, bundles the Worker, and tries whether workerd starts with them, before it puts them in the
 * place of those of the running workerd. Throws a `ServeError`.
 */
export async function deploy(
  options: ServeOptions,
  environment: NodeJS.ProcessEnv
): Promise<Deployment> {
  const { data, worker } = options
  const settings = readSettings(options, environment)
  const next = join(data, 'next')
  await rm(next, { recursive: true, force: true })
  await mkdir(next, { recursive: true, mode: 0o700 })
  await mkdir(join(data, dataFiles.objects), { recursive: true, mode: 0o700 })
  const built = worker ?? (await buildWorker(settings, join(data, 'build')))
  await copy(built, join(next, 'router.js'))
  await copy(fileURLToPath(new URL('workerd/kv.js', import.meta.url)), join(next, 'kv.js'))
  const vars = { ...settings.vars, VERSION: await versionOf(built) }
  const config = configOf({ ...settings, vars }, options)
  await writeFile(join(next, dataFiles.config), config, { mode: 0o600 })
  await checkStart({ configFile: join(next, dataFiles.config), secrets: settings.secrets }, data)
  const run = join(data, dataFiles.run)
  await rm(run, { recursive: true, force: true })
  await rename(next, run)
  return { configFile: join(run, dataFiles.config), secrets: settings.secrets }
}

/** The version that the history names: on Cloudflare it is the id of the upload. */
async function versionOf(worker: string) {
  const id = createHash('sha256')
    .update(await readFile(worker))
    .digest('hex')
    .slice(0, 32)
  return { id, tag: '' }
}

async function copy(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (error) {
    throw new ServeError(`${from} cannot be read: ${String(error)}`)
  }
}

function configOf(
  { compatibility, vars, secrets }: Settings,
  { data, trustProxy }: ServeOptions
): string {
  const hasPage = existsSync(pageFolder)
  const services = [
    network,
    diskService(serviceNames.objects, join(data, dataFiles.objects), true),
    ...(hasPage ? [diskService(serviceNames.page, pageFolder, false)] : []),
    kvService(['kv.js'], compatibility),
    routerService({
      modules: ['router.js'],
      compatibility,
      vars,
      secrets: Object.keys(secrets),
      hasPage,
    }),
  ]
  const http: Socket = {
    name: socketNames.http,
    // Replaced by the socket that the supervisor opened.
    address: '127.0.0.1:0',
    service: serviceNames.router,
    http: trustProxy ? trustedProxy : untrustedClients,
  }
  const kv: Socket = {
    name: socketNames.kv,
    address: `unix:${dataFiles.kvSocket}`,
    service: serviceNames.kv,
  }
  return workerdConfig(services, [http, kv])
}
