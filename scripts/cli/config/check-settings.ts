import { accessSettings } from '../../../src/control-plane/admin/access/access-settings.ts'
import { describeIssues } from '../../../src/control-plane/admin/schema.ts'
import { nearestOf } from '../../../src/control-plane/config/nearest-key.ts'
import type { Model } from '../../../src/core/routing/model.ts'
import { mistake, warning, type Finding } from './finding.ts'
import { scopeOf, tableAt, type WranglerFile } from './wrangler-file.ts'

/** Variables that the router reads, besides those of models. */
const VARIABLES = ['MODELS', 'NOTIFY', 'ACCESS', 'ADMIN_HOST']
const MODEL_VARIABLE = /^MODELS?_[A-Za-z0-9_]+$/
const SECRETS = ['ADMIN_TOKEN', 'ADMIN_TOKENS', 'SIGNING_KEY']

/** Checks the names of the variables. */
export function checkVariables(file: WranglerFile, env: string | undefined): readonly Finding[] {
  const place = env === undefined ? 'vars' : `env.${env}.vars`
  const variables = Object.entries(tableAt(scopeOf(file, env), 'vars'))
  return variables.flatMap(([name, value]): readonly Finding[] => {
    if (SECRETS.includes(name))
      return [
        mistake(
          `${place}.${name}: a secret must not stand in the file: wrangler secret put ${name}`
        ),
      ]
    if (VARIABLES.includes(name)) return []
    if (MODEL_VARIABLE.test(name)) {
      if (typeof value !== 'string' || value.trimStart().startsWith('{')) return []
      return [warning(`${place}.${name}: a text that is not JSON, so it is no model`)]
    }
    const nearest = nearestOf(name.toUpperCase(), VARIABLES) ?? modelVariableLike(name)
    if (nearest === undefined) return []
    return [warning(`${place}.${name}: the router does not read it; did you mean ${nearest}?`)]
  })
}

function modelVariableLike(name: string): string | undefined {
  const rest = /^models?[^a-z0-9]*(.+)$/i.exec(name)?.[1]
  return rest === undefined ? undefined : `MODEL_${rest.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}

/** Checks who Cloudflare Access gives a role. A mistake closes the admin route to everybody. */
export function checkAccess(file: WranglerFile, env: string | undefined): readonly Finding[] {
  const { ACCESS } = tableAt(scopeOf(file, env), 'vars')
  if (ACCESS === undefined) return []
  const { error } = accessSettings.safeParse(ACCESS, { reportInput: false })
  if (error === undefined) return []
  const place = env === undefined ? 'vars' : `env.${env}.vars`
  return [mistake(`${place}.ACCESS: ${describeIssues(error)}`)]
}

/** Names the settings that leave out a protection. */
export function checkSettings(place: string, model: Model): readonly Finding[] {
  const { requirements, corsOrigins } = model
  return [
    model.autoRollback
      ? ''
      : 'auto_rollback = false: a faulty release stays live until a person acts',
    requirements.includes('verify')
      ? ''
      : 'require: it is without "verify", so an unverified release may take traffic',
    model.keepWarmMs === 0 ? 'keep_warm_seconds = 0: no way back after a rollout' : '',
    model.firstByteObjectiveMs === Infinity
      ? 'first_byte_objective_seconds = 0: no answer counts as slow'
      : '',
    corsOrigins.includes('*')
      ? 'cors_origins: "*" lets scripts of every web site read errors of the router'
      : '',
  ]
    .filter((message) => message !== '')
    .map((message) => warning(`${place}.${message}`))
}
