import { fileURLToPath } from 'node:url'

/** Folder of the project, with a slash at its end. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Port of the router in the stack that `npm start` runs. */
export const ROUTER_PORT = 8787

/** Where a local stack keeps what is its own. */
export interface StackPaths {
  readonly wranglerConfig: string
  /** Folder of KV and Durable Objects, for `--persist-to`. */
  readonly state: string
  /** Secrets of the local router; wrangler looks for it beside its config. */
  readonly devVars: string
  readonly logs: string
}

/** The stack on the usual port lives in the project's folder, any other one in a folder of its own. */
export function pathsOf(routerPort: number): StackPaths {
  if (routerPort === ROUTER_PORT) {
    return {
      wranglerConfig: `${projectFolder}wrangler.toml`,
      state: `${projectFolder}.wrangler/state`,
      devVars: `${projectFolder}.dev.vars`,
      logs: `${projectFolder}.cache/logs`,
    }
  }
  const folder = `${projectFolder}.cache/stack-${routerPort}`
  return {
    wranglerConfig: `${folder}/wrangler.json`,
    state: `${folder}/state`,
    devVars: `${folder}/.dev.vars`,
    logs: `${folder}/logs`,
  }
}
