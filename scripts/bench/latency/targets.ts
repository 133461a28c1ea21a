import { fileURLToPath } from 'node:url'
import { startChild } from './child.ts'
import { floor, hono, names, ports, reflare, type Target } from './target.ts'
import { startNginx } from './target-nginx.ts'
import type { Options } from './options.ts'
import { buildOurs, startOurs } from './target-ours.ts'
import { startParts } from './target-parts.ts'
import { startWorker } from './target-worker.ts'
import { startPortkey } from './target-portkey.ts'

/** Starts the origin and all targets. Calls `onMissing` with a note for each target that cannot start. */
export async function startTargets(
  options: Options,
  onMissing: (note: string) => void
): Promise<readonly Target[]> {
  const origin = await startOrigin()
  await buildOurs()
  const bare = await startWorker(floor)
  const ours = await startOurs({ name: names.ours, port: ports.ours, failover: true })
  if (options.parts) return [origin, bare, ...(await startParts(options.scenarios)), ours]
  if (options.shadow) return [origin, bare, ours, await startShadowed()]
  const noFailover = await startOurs({
    name: names.oursNoFailover,
    port: ports.oursNoFailover,
    failover: false,
  })
  const others = [await startWorker(hono), await startWorker(reflare)]
  const nginx = await startNginx()
  if (nginx === undefined) onMissing('nginx is left out: it is not installed')
  const portkey = await startPortkey().catch((error: unknown) => {
    onMissing(`Portkey's gateway is left out: ${String(error)}`)
  })
  const all = [origin, bare, ours, noFailover, ...others, nginx, portkey]
  return all.filter((target) => target !== undefined)
}

/** The limit of copies in a second is lifted, so that one call in twenty is really copied. */
function startShadowed(): Promise<Target> {
  const { oursShadow: name } = names
  const shadow = { share: 5, maxPerSecond: 1_000 }
  return startOurs({ name, port: ports.oursShadow, failover: true, shadow })
}

export async function startOrigin(): Promise<Target> {
  const script = fileURLToPath(new URL('./origin.ts', import.meta.url))
  const child = await startChild(process.execPath, [script, String(ports.origin)], ports.origin)
  const { origin: name } = names
  return { name, port: ports.origin, prefix: '', headers: {}, isTransparent: true, ...child }
}
