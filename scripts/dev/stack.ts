import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { adminClient, type AdminClient } from '../cli/admin-client.ts'
import { startModel, waitReady, type LocalModel, type RunningModel } from '../models/models.ts'
import { ensureAdminToken } from './dev-vars.ts'
import { pathsOf, ROUTER_PORT } from './paths.ts'
import { modelsAt } from './ports.ts'
import { startRouter, waitForRouter, type RunningRouter } from './router.ts'

/** A running router with its model servers. */
export interface Stack {
  readonly url: string
  readonly token: string
  readonly client: AdminClient
  readonly models: readonly RunningModel[]
  /** Folder of the child processes' log files. */
  readonly logs: string
  /**
   * Resolves when every process is ready and the pointers are seeded; rejects with the first
   * startup error.
   */
  readonly ready: Promise<void>
  /** Resolves with a message when a process ends before `stop` is called. */
  readonly crashed: Promise<string>
  /** Stops all processes; resolves when they have ended. A second call is harmless. */
  readonly stop: () => Promise<void>
}

/** The router's port, and the actor and source that the history records for changes. */
export interface StackOptions {
  readonly routerPort: number
  readonly by: string
  readonly source: string
  /** Servers in place of the four of `npm start`, at the ports where they listen. */
  readonly models?: readonly LocalModel[]
  /** Table MODELS in place of that of `wrangler.toml`; not on the default port. */
  readonly tables?: object
}

/** Starts all processes at once. They stop when this process ends for any reason. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { routerPort, by, source, tables } = options
  const { devVars, logs } = pathsOf(routerPort)
  const token = ensureAdminToken(devVars)
  if (routerPort !== ROUTER_PORT) {
    const { writeRouterConfig } = await import('./router-config.ts')
    writeRouterConfig(routerPort, tables)
  }
  const router = startRouter(routerPort)
  const models = (options.models ?? modelsAt(routerPort)).map((model) => startModel(model))
  for (const model of models) logTo(logs, model)

  const client = adminClient({ url: router.url, token, by, source })
  const ready = Promise.all([
    waitForRouter(router, client),
    ...models.map((model) => waitReady(model)),
  ]).then(() => undefined)
  let stopping = false
  const ends = [
    endOf(router).then(() => `the router (wrangler dev); its log is ${router.logFile}`),
    ...models.map((model) => endOf(model).then(() => nameOf(model, logs))),
  ]
  return {
    url: router.url,
    token,
    client,
    models,
    logs,
    ready,
    crashed: new Promise((resolve) => {
      const report = (name: string) => {
        if (!stopping) resolve(`A process ended unexpectedly: ${name}`)
      }
      for (const end of ends) void end.then(report)
    }),
    stop: async () => {
      stopping = true
      await Promise.all([router.stop(), ...models.map((model) => model.stop())])
    },
  }
}

function logTo(logs: string, running: RunningModel): void {
  const file = createWriteStream(logFileOf(running, logs))
  running.child.stdout?.pipe(file, { end: false })
  running.child.stderr?.pipe(file, { end: false })
}

function logFileOf({ model, color, port }: LocalModel, logs: string): string {
  return `${logs}/${model}-${color}-${port}.log`
}

function endOf({ child }: RunningModel | RunningRouter): Promise<unknown> {
  return once(child, 'exit')
}

function nameOf(running: RunningModel, logs: string): string {
  const { model, color, release } = running
  return `the model server ${model} ${color} (${release}); its log is ${logFileOf(running, logs)}`
}
