import { env } from 'cloudflare:workers'
import { modelPathsOf } from '../../core/routing/match-path.ts'
import { parseConfiguration } from './parse-configuration.ts'

const { models, receivers, adminHost } = parseConfiguration(env)

/** The models of `wrangler.toml`. */
export const configuredModels = models

/** The same models by their paths. */
export const configuredPaths = modelPathsOf(models)

/** The receivers of `wrangler.toml`. */
export const configuredReceivers = receivers

/** The only host of the admin route; undefined when each has it. */
export const configuredAdminHost = adminHost
