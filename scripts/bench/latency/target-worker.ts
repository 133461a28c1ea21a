import { copyFile, writeFile } from 'node:fs/promises'
import { bundle } from '../../dev/bundle.ts'
import { benchFolder } from '../folder.ts'
import { projectFolder } from '../../dev/paths.ts'
import { originUrl, type Target } from './target.ts'
import { network, workerService } from '../../serve/workerd/config.ts'
import { compatibility, dateAndFlags, socketOf, startWorkerd, workerFolder } from './workerd.ts'

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
  const bindings = [{ name: 'ORIGIN', text: originUrl }]
  const services = [network, workerService('gateway', [file], compatibility(), { bindings })]
  const child = await startWorkerd(home, services, [socketOf('gateway', port)], launcher)
  return { name, port, prefix: '', headers: {}, isTransparent: true, ...child }
}

async function build(file: string, home: string): Promise<void> {
  const folder = `${benchFolder}built-${file}`
  const config = `${home}/wrangler.json`
  await writeFile(config, JSON.stringify({ name: 'gateway', minify: true, ...dateAndFlags() }))
  await bundle(`${projectFolder}scripts/bench/latency/workers/${file}`, folder, config)
  await copyFile(`${folder}/${file}`, `${home}/${file}`)
}
