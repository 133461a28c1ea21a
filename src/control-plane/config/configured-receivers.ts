import { env } from 'cloudflare:workers'
import { configuredModels } from './configured-models.ts'
import { parseReceivers } from './parse-receivers.ts'

/** The receivers of `wrangler.toml`. Throws at start when the configuration is invalid. */
export const configuredReceivers = parseReceivers(env.NOTIFY, configuredModels)
