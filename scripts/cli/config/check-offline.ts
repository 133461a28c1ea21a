import { readConfiguration } from '../../../src/control-plane/config/read-configuration.ts'
import type { Configuration } from '../../../src/control-plane/config/read-configuration.ts'
import type { Model } from '../../../src/core/routing/model.ts'
import { shownPath } from '../../../src/control-plane/config/config-issues.ts'
import { checkBindings } from './check-bindings.ts'
import { checkDeploy } from './check-deploy.ts'
import { checkOrigins } from './check-origins.ts'
import { checkSecrets, localSecretsOf, secretsUsedBy } from './check-secrets.ts'
import { checkAccess, checkSettings, checkVariables } from './check-settings.ts'
import { mistake, type Finding } from './finding.ts'
import { scopeOf, tableAt, type WranglerFile } from './wrangler-file.ts'

export interface OfflineCheck {
  readonly configuration: Configuration
  readonly findings: readonly Finding[]
  /** Names of the secrets that a deploy needs. */
  readonly secrets: readonly string[]
}

/** Finds all mistakes of an environment that its file and the secrets of this machine show. */
export function checkOffline(
  file: WranglerFile,
  env: string | undefined,
  isDeploy: boolean
): OfflineCheck {
  const { problems, places, ...configuration } = readConfiguration(
    tableAt(scopeOf(file, env), 'vars')
  )
  const { models } = configuration
  const secrets = ['ADMIN_TOKEN', ...secretsUsedBy(configuration)]
  const prefix = env === undefined ? 'vars.' : `env.${env}.vars.`
  const placeOf = ({ name }: Model) => prefix + shownPath(places.get(name) ?? [name])
  return {
    configuration,
    findings: [
      ...problems.map((problem) => mistake(prefix + problem)),
      ...checkVariables(file, env),
      ...checkAccess(file, env),
      ...checkBindings(file, env),
      ...models.flatMap((model) => checkOrigins(placeOf(model), model, isDeploy)),
      ...models.flatMap((model) => checkSettings(placeOf(model), model)),
      ...checkSecrets(file, env, configuration, localSecretsOf(file, env), isDeploy),
      ...(isDeploy ? checkDeploy(file, env, configuration.adminHost, secrets) : []),
    ],
    secrets,
  }
}
