import { copyFile, writeFile } from 'node:fs/promises'
import { benchFolder, bundle } from '../bundle.ts'
import { projectFolder } from '../../dev/paths.ts'
import { originUrl, type Target } from './target.ts'
import {
  compatibility,
  dateAndFlags,
  network,
  socketOf,
  startWorkerd,
  workerFolder,
} from './workerd.ts'

/** A gateway that is a Worker of one module. Its binding `ORIGIN` is the URL of the origin. */
interface PlainWorker {
  readonly name: string
  readonly port: number
  /** The file in `workers/`. */
  readonly file: string
  /** Whether the file imports packages. */
  readonly isBundled: boolean
}

/** Starts a Worker on its own workerd. `launcher` is a command line that runs workerd. */
export async function startWorker(
  { name, port, file, isBundled }: PlainWorker,
  launcher?: readonly string[]
): Promise<Target> {
  const home = await workerFolder(String(port), isBundled ? [] : [file])
  if (isBundled) await build(file, home)
  const config = `const config :Workerd.Config = (
  services = [
    ${network},
    (name = "gateway", worker = (
      modules = [(name = "gateway.js", esModule = embed "${file}")],
      ${compatibility()},
      bindings = [(name = "ORIGIN", text = "${originUrl}")],
      globalOutbound = "net"
    ))
  ],
  sockets = [${socketOf('gateway', port)}]
);`
  const child = await startWorkerd(home, config, port, launcher)
  return { name, port, prefix: '', headers: {}, isTransparent: true, ...child }
}

async function build(file: string, home: string): Promise<void> {
  const folder = `${benchFolder}built-${file}`
  const config = `${home}/wrangler.json`
  await writeFile(config, JSON.stringify({ name: 'gateway', minify: true, ...dateAndFlags() }))
  await bundle(`${projectFolder}scripts/bench/latency/workers/${file}`, folder, config)
  await copyFile(`${folder}/${file}`, `${home}/${file}`)
}
