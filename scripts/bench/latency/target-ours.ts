import { copyFile, mkdir } from 'node:fs/promises'
import { bundle } from '../../dev/bundle.ts'
import { benchFolder } from '../folder.ts'
import { diskService, network, type Service, type Socket } from '../../serve/workerd/config.ts'
import {
  kvService,
  routerService,
  serviceNames,
  untrustedClients,
} from '../../serve/workerd/router-service.ts'
import { originUrl, type ControlPlaneCalls, type Target } from './target.ts'
import { compatibility, copyKv, socketOf, startWorkerd, workerFolder } from './workerd.ts'

const WORKER = 'scripts/bench/latency/workers/counted.js'
const built = `${benchFolder}bluegreen`

const ADMIN_TOKEN = 'latency-benchmark-admin-token'

/** A variant of the router. It serves calls on `port`; the next two ports return the counts of coordinator calls and KV reads. */
export interface Ours {
  readonly name: string
  readonly port: number
  readonly failover: boolean
  /** Body of the command that copies calls to the other color; undefined for no copies. */
  readonly shadow?: object
  /** Body of the command that switches to the other color; undefined for no switch. */
  readonly switched?: object
  /** A command line that runs workerd. */
  readonly launcher?: readonly string[]
  /** Time between two reports of an isolate; undefined for the router's own choice. */
  readonly reportEveryMs?: number
}

/** Bundles the project's Worker once for all variants. */
export function buildOurs(): Promise<void> {
  return bundle(WORKER, built)
}

/** Starts the project's Worker with KV and Durable Object on its own workerd. */
export async function startOurs(ours: Ours): Promise<Target> {
  const { name, port, launcher } = ours
  const home = await workerFolder(String(port), ['counted-kv.js'])
  await copyKv(home)
  await copyFile(`${built}/counted.js`, `${home}/router.js`)
  await mkdir(`${home}/objects`)
  const child = await startWorkerd(home, servicesOf(home, ours), socketsOf(port), launcher)
  if (ours.shadow !== undefined) await command(port, 'shadow', ours.shadow)
  if (ours.switched !== undefined) await command(port, 'switch', ours.switched)
  const controlPlaneCalls = () => controlPlaneCallsAt(port)
  const shared = { prefix: '/chat', headers: {}, isTransparent: true }
  return { name, port, ...shared, controlPlaneCalls, ...child }
}

/** The services of `npm run serve`, with counts of the calls to the coordinator and to KV. */
function servicesOf(home: string, { failover, reportEveryMs }: Ours): readonly Service[] {
  const slot = (release: string) => ({ origin: originUrl, release })
  const chat = { path: '/chat', blue: slot('bench-v1'), green: slot('bench-v2'), failover }
  return [
    network,
    diskService(serviceNames.objects, `${home}/objects`, true),
    kvService(['counted-kv.js', 'kv.js'], compatibility()),
    routerService({
      modules: ['router.js'],
      compatibility: compatibility(),
      vars: { MODELS: { chat }, ADMIN_TOKEN, REPORT_EVERY_MS: reportEveryMs ?? null },
    }),
  ]
}

function socketsOf(port: number): readonly Socket[] {
  return [
    { ...socketOf(serviceNames.router, port), http: untrustedClients },
    socketOf(serviceNames.router, port + 1, 'counts'),
    socketOf(serviceNames.kv, port + 2, 'counts'),
  ]
}

async function command(port: number, name: string, body: object): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/admin/models/chat/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

async function controlPlaneCallsAt(port: number): Promise<ControlPlaneCalls> {
  const { calls } = await countsAt(port + 1)
  const { reads } = await countsAt(port + 2)
  return { kvReads: reads ?? 0, coordinatorCalls: calls ?? 0 }
}

async function countsAt(port: number): Promise<{ calls?: number; reads?: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/`)
  return response.json()
}
