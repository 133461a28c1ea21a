import { afterAll, onTestFinished } from 'vitest'
import {
  chat,
  language,
  startModel,
  vad,
  waitReady,
  type LocalModel,
  type RunningModel,
} from '../../../scripts/models/models.ts'
import { freePort } from '../free-port.ts'
import { operatorAt, type Operator } from './operator.ts'
import {
  startScenarioRouter,
  type ModelTables,
  type ScenarioRouter,
  type Secrets,
} from './router.ts'

/** Starts a server of tiny-gpt, which loads while other processes start. It ends with the file. */
export async function startTinyGpt(version: 'v1' | 'v2'): Promise<RunningModel> {
  return startServer(chat('blue', await freePort(), version))
}

/** Starts a server of Silero VAD, which loads while other processes start. It ends with the file. */
export async function startSilero(version: 'v5' | 'v6' | 'legacy'): Promise<RunningModel> {
  return startServer(vad('blue', await freePort(), version))
}

/** Starts a server of language identification, which loads while others start. It ends with the file. */
export async function startLanguage(version: 'eld' | 'cld3'): Promise<RunningModel> {
  return startServer(language('blue', await freePort(), version))
}

function startServer(model: LocalModel): RunningModel {
  const server = startModel(model)
  afterAll(() => server.stop())
  return server
}

/** Ends the process of a server at once, as a crash does. */
export async function crash(server: RunningModel): Promise<void> {
  server.child.kill('SIGKILL')
  await server.ended
}

/** Stops the process of a server until the test ends: it accepts connections and never answers. */
export function hang({ child }: RunningModel): void {
  child.kill('SIGSTOP')
  onTestFinished(() => void child.kill('SIGCONT'))
}

/** Starts a crashed server again on its port, and waits until it is ready. It ends with the test. */
export async function restart({ model, color, port, release, argv }: RunningModel): Promise<void> {
  const server = startModel({ model, color, port, release, argv })
  onTestFinished(() => server.stop())
  await waitReady(server)
}

/** A router on local workerd, and an operator at its command line. */
export interface Scenario {
  readonly router: ScenarioRouter
  readonly operator: Operator
}

/** Starts a router with these models, and waits until it and the servers are ready. */
export async function startScenario(
  models: ModelTables,
  servers: readonly RunningModel[],
  secrets: Secrets = {}
): Promise<Scenario> {
  const [router] = await Promise.all([
    startScenarioRouter(models, secrets),
    ...servers.map((server) => waitReady(server)),
  ])
  afterAll(() => router.stop())
  return { router, operator: operatorAt(router.url, router.client) }
}

/**
 * Returns the table of a model: the releases of its first start, the hosts of releases to stage,
 * and settings that make a rollout short.
 */
export function tableOf(
  path: string,
  [blue, green, ...staged]: readonly [RunningModel, RunningModel, ...RunningModel[]],
  settings: object = {}
): object {
  return {
    path,
    blue: { origin: blue.origin, release: blue.release },
    green: { origin: green.origin, release: green.release },
    origins: [blue, green, ...staged].map(({ origin }) => origin),
    bake_seconds: 4,
    // A higher limit needs fewer good calls: about 60 in place of 300.
    max_fault_rate: 0.05,
    first_byte_objective_seconds: 0,
    require: [],
    ...settings,
  }
}
