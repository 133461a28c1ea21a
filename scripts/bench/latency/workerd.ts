import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { unstable_readConfig } from 'wrangler'
import { benchFolder } from '../folder.ts'
import { projectFolder } from '../../dev/paths.ts'
import { workerdBinary } from '../../serve/workerd/binary.ts'
import {
  workerdConfig,
  type Compatibility,
  type Service,
  type Socket,
} from '../../serve/workerd/config.ts'
import { startChild, type Child } from './child.ts'

/**
 * Starts workerd, without the proxies of a dev server. Its config may embed files of `folder`. `launcher` is a command line
 * that runs it, for instance an instrumenting one.
 */
export async function startWorkerd(
  folder: string,
  services: readonly Service[],
  sockets: readonly Socket[],
  launcher: readonly string[] = []
): Promise<Child> {
  const file = `${folder}/config.capnp`
  await writeFile(file, workerdConfig(services, sockets))
  const [command, ...args] = [...launcher, workerdBinary(), 'serve', file]
  return startChild(command ?? '', args, Number(sockets[0]?.name))
}

/** Creates an empty folder and copies Workers of the benchmark into it: a config can embed only files of its own folder. */
export async function workerFolder(name: string, workers: readonly string[]): Promise<string> {
  const folder = `${benchFolder}${name}`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const worker of workers) {
    await copyFile(new URL(`./workers/${worker}`, import.meta.url), `${folder}/${worker}`)
  }
  return folder
}

/** Copies the KV of `npm run serve` into the folder of a config. */
export async function copyKv(folder: string): Promise<void> {
  const kv = fileURLToPath(new URL('../../serve/workerd/kv.js', import.meta.url))
  await copyFile(kv, `${folder}/kv.js`)
}

/** Returns the compatibility date and flags of wrangler.toml. */
export function compatibility(): Compatibility {
  const { compatibility_date, compatibility_flags } = dateAndFlags()
  return { date: compatibility_date ?? '', flags: compatibility_flags }
}

/** Returns the compatibility date and flags of wrangler.toml, by their names there. */
export function dateAndFlags() {
  const config = unstable_readConfig({ config: `${projectFolder}wrangler.toml` })
  const { compatibility_date, compatibility_flags } = config
  return { compatibility_date, compatibility_flags }
}

/** Returns a socket of a service, on a port of loopback. */
export function socketOf(service: string, port: number, entrypoint?: string): Socket {
  const socket = { name: String(port), address: `127.0.0.1:${port}`, service }
  return entrypoint === undefined ? socket : { ...socket, entrypoint }
}
