import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { unstable_readConfig } from 'wrangler'
import { benchFolder } from '../bundle.ts'
import { projectFolder } from '../../dev/paths.ts'
import { startChild, type Child } from './child.ts'

/** Starts workerd itself, without the proxies of a dev server before it, from the text of a config. */
export async function startWorkerd(folder: string, config: string, port: number): Promise<Child> {
  const file = `${folder}/config.capnp`
  await writeFile(file, `using Workerd = import "/workerd/workerd.capnp";\n\n${config}`)
  return startChild(workerdBinary(), ['serve', file, '--experimental'], port)
}

/** A fresh folder with Workers of the benchmark in it: a config can embed only what lies beside it. */
export async function workerFolder(name: string, workers: readonly string[]): Promise<string> {
  const folder = `${benchFolder}${name}`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const worker of workers) {
    await copyFile(new URL(`./workers/${worker}`, import.meta.url), `${folder}/${worker}`)
  }
  return folder
}

/** The date and flags that the project deploys with, as fields of a Worker in a config. */
export function compatibility(): string {
  const { compatibility_date: date, compatibility_flags: flags } = unstable_readConfig({
    config: `${projectFolder}wrangler.toml`,
  })
  return `compatibilityDate = "${date}", compatibilityFlags = ${JSON.stringify(flags)}`
}

/** The outside world as far as a benchmark needs it: all addresses, loopback too. */
export const network = '(name = "net", network = (allow = ["public", "private"]))'

/** Where a service of a config listens. */
export function socketOf(service: string, port: number, entrypoint?: string): string {
  const designator =
    entrypoint === undefined
      ? `"${service}"`
      : `(name = "${service}", entrypoint = "${entrypoint}")`
  return `(name = "${port}", address = "127.0.0.1:${port}", http = (), service = ${designator})`
}

/** miniflare brings the workerd that tests and `npm start` run on; its launcher script would hide the process. */
function workerdBinary(): string {
  const miniflare = createRequire(import.meta.url).resolve('miniflare')
  const { default: path }: { default: string } = createRequire(miniflare)('workerd')
  return path
}
