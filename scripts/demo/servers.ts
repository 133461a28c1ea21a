import { modelsAt } from '../dev/ports.ts'
import { chat, type LocalModel } from '../models/models.ts'

/** The model that the demo is about. */
export const MODEL = 'chat'

/** The servers of the demo, by what is deployed there. */
export interface DemoServers<Server> {
  readonly v1: Server
  /** The environment of v2, where the weights of v1 were left by mistake. */
  readonly v2Wrong: Server
  readonly v2: Server
  /** It has the weights of v2, and stays free of faults. */
  readonly v3: Server
}

/** Returns the servers in the order of their deployment. */
export function serversAt(routerPort: number): readonly LocalModel[] {
  return modelsAt(routerPort, [
    chat('blue', 9101, 'v1'),
    chat('green', 9102, 'v1'),
    chat('green', 9103, 'v2'),
    chat('green', 9104, 'v2'),
  ])
}

/** Names the servers. */
export function named<Server>(servers: readonly Server[]): DemoServers<Server> {
  const [v1, v2Wrong, v2, v3] = servers
  if (v1 === undefined || v2Wrong === undefined || v2 === undefined || v3 === undefined) {
    throw new Error(`The demo needs four servers, not ${servers.length}.`)
  }
  return { v1, v2Wrong, v2, v3 }
}

/** Returns the table MODELS: v1 is live, and the other slot holds nothing of use yet. */
export function tablesOf(servers: readonly LocalModel[]): object {
  const origins = servers.map(({ port }) => `http://127.0.0.1:${port}`)
  const { v1, v2Wrong } = named(origins)
  return {
    [MODEL]: {
      path: `/${MODEL}`,
      blue: { origin: v1, release: 'v1' },
      green: { origin: v2Wrong, release: 'none' },
      origins,
    },
  }
}
