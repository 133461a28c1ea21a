import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { unstable_readConfig } from 'wrangler'
import { benchFolder } from '../bundle.ts'
import { projectFolder } from '../../dev/paths.ts'
import { startChild, type Child } from './child.ts'

/**
 * Starts workerd from the text of a config, without the proxies of a dev server. `launcher` is a command line that runs
 * it, for instance an instrumenting one.
 */
export async function startWorkerd(
  folder: string,
  config: string,
  port: number,
  launcher: readonly string[] = []
): Promise<Child> {
  const file = `${folder}/config.capnp`
  await writeFile(file, `using Workerd = import "/workerd/workerd.capnp";\n\n${config}`)
  const [command, ...args] = [...launcher, workerdBinary(), 'serve', file, '--experimental']
  return startChild(command ?? '', args, port)
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

/** Returns the compatibility date and flags of wrangler.toml as fields of a Worker in a config. */
export function compatibility(): string {
  const { compatibility_date: date, compatibility_flags: flags } = dateAndFlags()
  return `compatibilityDate = "${date}", compatibilityFlags = ${JSON.stringify(flags)}`
}

/** Returns the compatibility date and flags of wrangler.toml. */
export function dateAndFlags() {
  const config = unstable_readConfig({ config: `${projectFolder}wrangler.toml` })
  const { compatibility_date, compatibility_flags } = config
  return { compatibility_date, compatibility_flags }
}

/** A network service that allows all addresses, loopback included. */
export const network = '(name = "net", network = (allow = ["public", "private"]))'

/** Returns the socket of a service in a config. */
export function socketOf(service: string, port: number, entrypoint?: string): string {
  const designator =
    entrypoint === undefined
      ? `"${service}"`
      : `(name = "${service}", entrypoint = "${entrypoint}")`
  return `(name = "${port}", address = "127.0.0.1:${port}", http = (), service = ${designator})`
}

/** Path of the binary of miniflare's workerd, which tests and `npm start` use. Its launcher script would start a child process. */
function workerdBinary(): string {
  const miniflare = createRequire(import.meta.url).resolve('miniflare')
  const { default: path }: { default: string } = createRequire(miniflare)('workerd')
  return path
}
