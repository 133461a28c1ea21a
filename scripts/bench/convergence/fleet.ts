import { copyFile, mkdir } from 'node:fs/promises'
import { adminClient, type AdminClient } from '../../cli/admin-client.ts'
import { benchFolder, bundle } from '../bundle.ts'
import type { Child } from '../latency/child.ts'
import { compatibility, network, socketOf, startWorkerd, workerFolder } from '../latency/workerd.ts'
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
  const child = await startWorkerd(home, configOf(home, plan, ports), plan.port)
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const url = urls[0] ?? ''
  return {
    ...child,
    urls,
    client: adminClient({ url, token: TOKEN, by: 'bench', source: 'bench' }),
  }
}

function configOf(home: string, plan: FleetPlan, ports: readonly number[]): string {
  const [hostPort] = ports
  return `const config :Workerd.Config = (
  services = [
    ${network},
    (name = "objects", disk = (path = "${home}/objects", writable = true)),
    (name = "kv", external = (address = "127.0.0.1:${plan.kvPort}", http = ())),
    ${ports.map((port) => isolateOf(plan, port, port === hostPort ? '' : `, serviceName = "isolate-${hostPort}"`)).join(',\n    ')}
  ],
  sockets = [${ports.map((port) => socketOf(`isolate-${port}`, port)).join(', ')}]
);`
}

function isolateOf(
  { slots, failover, collectors }: FleetPlan,
  port: number,
  hostField: string
): string {
  const slot = ({ origin, release }: RunningModel) => ({ origin, release })
  const colors = { blue: slot(slots.blue), green: slot(slots.green) }
  const model = { path: `/${MODEL}`, ...colors, failover, collectors }
  const objects =
    hostField === ''
      ? `durableObjectNamespaces = [
        (className = "Coordinator", uniqueKey = "coordinators", enableSql = true),
        (className = "Collector", uniqueKey = "collectors", enableSql = true)
      ],
      durableObjectStorage = (localDisk = "objects"),`
      : ''
  return `(name = "isolate-${port}", worker = (
      modules = [(name = "router.js", esModule = embed "router.js")],
      ${compatibility()},
      bindings = [
        (name = "MODELS", json = ${JSON.stringify(JSON.stringify({ [MODEL]: model }))}),
        (name = "ADMIN_TOKEN", text = "${TOKEN}"),
        (name = "POINTERS", kvNamespace = "kv"),
        (name = "COORDINATOR", durableObjectNamespace = (className = "Coordinator"${hostField})),
        (name = "COLLECTOR", durableObjectNamespace = (className = "Collector"${hostField}))
      ],
      ${objects}
      globalOutbound = "net"
    ))`
}
