import { projectFolder } from './paths.ts'

/**
 * The project's own wrangler script, to run with `process.execPath`: no system-wide Node or
 * wrangler is used.
 */
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
