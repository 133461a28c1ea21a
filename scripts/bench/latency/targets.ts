import { fileURLToPath } from 'node:url'
import { startChild } from './child.ts'
import { names, ports, type Target } from './target.ts'
import { startFloor } from './target-floor.ts'
import { startNginx } from './target-nginx.ts'
import type { Options } from './options.ts'
import { buildOurs, startOurs } from './target-ours.ts'
import { startParts } from './target-parts.ts'
import { startPortkey } from './target-portkey.ts'

/** Starts the origin and all that is compared before it. `miss` hears of what cannot take part. */
export async function startTargets(
  options: Options,
  miss: (what: string) => void
): Promise<readonly Target[]> {
  const origin = await startOrigin()
  await buildOurs()
  const floor = await startFloor()
  const ours = await startOurs({ name: names.ours, port: ports.ours, failover: true })
  if (options.parts) return [origin, floor, ...(await startParts(options.scenarios)), ours]
  const noFailover = await startOurs({
    name: names.oursNoReplay,
    port: ports.oursNoReplay,
    failover: false,
  })
  const nginx = await startNginx()
  if (nginx === undefined) miss('nginx is not installed, so it is left out')
  const portkey = await startPortkey().catch((error: unknown) => {
    miss(`Portkey's gateway is left out: ${String(error)}`)
  })
  return [origin, floor, ours, noFailover, nginx, portkey].filter((target) => target !== undefined)
}

async function startOrigin(): Promise<Target> {
  const script = fileURLToPath(new URL('./origin.ts', import.meta.url))
  const child = await startChild(process.execPath, [script, String(ports.origin)], ports.origin)
  const { origin: name } = names
  return { name, port: ports.origin, prefix: '', headers: {}, isTransparent: true, ...child }
}
