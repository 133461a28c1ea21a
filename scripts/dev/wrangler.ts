import { existsSync } from 'node:fs'
import { projectFolder } from './paths.ts'

const packagedNode = `${projectFolder}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`

/** The Node for wrangler, which needs a newer one than the command line: that of the packages, where it is installed. */
export const wranglerNode = existsSync(packagedNode) ? packagedNode : process.execPath

/** The project's own wrangler script. No system-wide wrangler is used. */
export const wranglerScript = `${projectFolder}node_modules/wrangler/bin/wrangler.js`

/**
 * Environment of wrangler: no network requests that a local run does not need, no banner, and no
 * colors in logs.
 */
export const quietWrangler = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
} as const
