import { copyFile, mkdir } from 'node:fs/promises'
import { adminClient, type AdminClient } from '../../cli/admin-client.ts'
import { bundle } from '../../dev/bundle.ts'
import { benchFolder } from '../folder.ts'
import type { Child } from '../latency/child.ts'
import { diskService, network, type Service } from '../../serve/workerd/config.ts'
import { routerService, serviceNames } from '../../serve/workerd/router-service.ts'
import { compatibility, socketOf, startWorkerd, workerFolder } from '../latency/workerd.ts'
import type { RunningModel } from '../../models/models.ts'

const TOKEN = 'convergence-benchmark-token'
const built = `${benchFolder}convergence-bundle`

/** Name and path of the one model. */
export const MODEL = 'chat'

/** Isolates of the same Worker, each with its own memory and port. They share Durable Objects and KV. */
export interface Fleet extends Child {
  readonly urls: readonly string[]
  readonly client: AdminClient
}

export interface FleetPlan {
  readonly isolates: number
  readonly port: number
  readonly kvPort: number
  readonly slots: { readonly blue: RunningModel; readonly green: RunningModel }
  readonly failover: boolean
  /** Number of collectors that the isolates report to. With 0 they report to the coordinator. */
  readonly collectors: number
}

/** Bundles the Worker once for all fleets. */
export function buildWorker(): Promise<void> {
  return bundle('src/index.ts', built)
}

/** Starts one workerd with all isolates. The first isolate hosts the Durable Objects for all of them. */
export async function startFleet(plan: FleetPlan): Promise<Fleet> {
  const home = await workerFolder('convergence', [])
  await copyFile(`${built}/index.js`, `${home}/router.js`)
  await mkdir(`${home}/objects`)
  const ports = Array.from({ length: plan.isolates }, (_, index) => plan.port + index)
  const sockets = ports.map((port) => socketOf(nameOf(port), port))
  const child = await startWorkerd(home, servicesOf(home, plan, ports), sockets)
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const url = urls[0] ?? ''
  return {
    ...child,
    urls,
    client: adminClient({ url, token: TOKEN, by: 'bench', source: 'bench' }),
  }
}

function servicesOf(home: string, plan: FleetPlan, ports: readonly number[]): readonly Service[] {
  const [hostPort = plan.port] = ports
  const kv = { address: `127.0.0.1:${plan.kvPort}`, http: {} }
  return [
    network,
    diskService(serviceNames.objects, `${home}/objects`, true),
    { name: serviceNames.kv, external: kv },
    ...ports.map((port) => isolateOf(plan, port, hostPort)),
  ]
}

function isolateOf(
  { slots, failover, collectors }: FleetPlan,
  port: number,
  hostPort: number
): Service {
  const slot = ({ origin, release }: RunningModel) => ({ origin, release })
  const colors = { blue: slot(slots.blue), green: slot(slots.green) }
  const model = { path: `/${MODEL}`, ...colors, failover, collectors }
  return routerService({
    name: nameOf(port),
    modules: ['router.js'],
    compatibility: compatibility(),
    vars: { MODELS: { [MODEL]: model }, ADMIN_TOKEN: TOKEN },
    ...(port === hostPort ? {} : { objectsOf: nameOf(hostPort) }),
  })
}

function nameOf(port: number): string {
  return `isolate-${port}`
}
