import { log } from '../../platform/log.ts'
import { ConfigError } from './parse-models.ts'
import { readConfiguration, type Configuration } from './read-configuration.ts'

/**
 * Parses the variables of the Worker. Throws a `ConfigError` with all mistakes at start, so that the
 * platform refuses the deploy of an invalid configuration. Logs them too, because the platform shows
 * an exception at start only to the deployer.
 */
export function parseConfiguration(variables: object): Configuration {
  const { problems, ...configuration } = readConfiguration(variables)
  if (problems.length === 0) return configuration
  const message = problems.join('; ')
  log('config_invalid', { message })
  throw new ConfigError(message)
}
