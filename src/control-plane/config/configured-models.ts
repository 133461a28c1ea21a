import { env } from 'cloudflare:workers'
import { parseModels } from './parse-models.ts'

/** The models of `wrangler.toml`. Throws at start when the configuration is invalid. */
export const configuredModels = parseModels(env.MODELS)
