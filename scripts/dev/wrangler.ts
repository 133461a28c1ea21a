import { projectFolder } from './paths.ts'

/** Arguments for `process.execPath` that run the project's own wrangler, whatever Node or wrangler the system has. */
export const wranglerScript = `${projectFolder}node_modules/wrangler/bin/wrangler.js`

/** Without these, wrangler asks the network for things that a local run does not need, and prints a banner; logs have no colors. */
export const quietWrangler = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
} as const
