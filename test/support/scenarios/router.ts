import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { adminClient, type AdminClient } from '../../../scripts/cli/admin-client.ts'
import { ensureAdminToken } from '../../../scripts/dev/dev-vars.ts'
import { pathsOf } from '../../../scripts/dev/paths.ts'
import { writeRouterConfig } from '../../../scripts/dev/router-config.ts'
import { startRouter, waitForRouter, type RunningRouter } from '../../../scripts/dev/router.ts'
import { freePort } from '../free-port.ts'

/** The table MODELS of `wrangler.toml`. */
export type ModelTables = Readonly<Record<string, object>>

/** A router on local workerd, whose KV and Durable Objects outlive its processes. */
export interface ScenarioRouter {
  readonly url: string
  readonly token: string
  readonly client: AdminClient
  /** Stops the router and starts it with these models on the same state, as a deploy does. */
  readonly deploy: (models: ModelTables) => Promise<void>
  /** Kills workerd without a warning, and starts the router anew on the state that was on disk. */
  readonly crash: () => Promise<void>
  /** Stops the router and removes its state. */
  readonly stop: () => Promise<void>
}

/** Secrets of the router besides its admin token. */
export type Secrets = Readonly<Record<string, string>>

export async function startScenarioRouter(
  models: ModelTables,
  secrets: Secrets = {}
): Promise<ScenarioRouter> {
  const port = await freePort()
  const { devVars } = pathsOf(port)
  const token = ensureAdminToken(devVars)
  for (const [name, secret] of Object.entries(secrets)) {
    appendFileSync(devVars, `${name}='${secret}'\n`)
  }
  const url = `http://127.0.0.1:${port}`
  const client = adminClient({ url, token, by: 'test', source: 'local' })
  writeRouterConfig(port, models)
  let router = await readyRouter(port, client)
  return {
    url,
    token,
    client,
    deploy: async (changed) => {
      await router.stop()
      writeRouterConfig(port, changed)
      router = await readyRouter(port, client)
    },
    crash: async () => {
      const ended = once(router.child, 'exit')
      for (const pid of workerdOf(router)) process.kill(pid, 'SIGKILL')
      await ended
      router = await readyRouter(port, client)
    },
    stop: async () => {
      await router.stop()
      rmSync(dirname(devVars), { recursive: true, force: true })
    },
  }
}

async function readyRouter(port: number, client: AdminClient): Promise<RunningRouter> {
  const router = startRouter(port)
  await waitForRouter(router, client)
  return router
}

/** Returns the ids of the workerd processes that descend from a router. */
function workerdOf({ child }: RunningRouter): readonly number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
  const processes = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, ...name]) => ({ pid: Number(pid), parent: Number(parent), name }))
  const descendantsOf = (parent: number): typeof processes =>
    processes
      .filter((one) => one.parent === parent)
      .flatMap((one) => [one, ...descendantsOf(one.pid)])
  return descendantsOf(child.pid ?? -1)
    .filter(({ name }) => name.join(' ').endsWith('workerd'))
    .map(({ pid }) => pid)
}
