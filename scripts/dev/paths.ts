import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Absolute path of the checkout that this code runs in, with a trailing slash; undefined for the
 * command line as one file elsewhere. In a checkout that file is in `.build`.
 */
export const checkout = ['..', '../..']
  .map((above) => fileURLToPath(new URL(`${above}/`, import.meta.url)))
  .find((folder) => existsSync(`${folder}scripts/cli/main.ts`))

/** Absolute path of the project folder, with a trailing slash. */
export const projectFolder = checkout ?? fileURLToPath(new URL('.', import.meta.url))

/** Config of the Worker that has the files of the page. */
export const pageConfig = `${projectFolder}src/page/wrangler.toml`

/** Default port of the router: the stack that `npm start` runs. */
export const ROUTER_PORT = 8787

/** Files and folders of one local stack. */
export interface StackPaths {
  readonly wranglerConfig: string
  /** Folder of KV and Durable Objects, for `--persist-to`. */
  readonly state: string
  /** Secrets file of the local router. wrangler reads it from the folder of its config. */
  readonly devVars: string
  readonly logs: string
}

/**
 * Returns the paths of a stack: in the project folder for the default port, in a folder per port
 * otherwise.
 */
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
