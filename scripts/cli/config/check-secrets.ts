import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type * as z from 'zod/mini'
import { adminTokens } from '../../../src/control-plane/admin/access/admin-tokens.ts'
import { describeIssues } from '../../../src/control-plane/admin/schema.ts'
import type { Configuration } from '../../../src/control-plane/config/read-configuration.ts'
import { isReadAsModels } from '../../../src/control-plane/config/model-variables.ts'
import { nearestOf } from '../../../src/control-plane/config/nearest-key.ts'
import { isLongEnough, MIN_SECRET_LENGTH } from '../../../src/core/access/signing-secret.ts'
import { parseJson } from '../../../src/core/json.ts'
import { receiverProblemOf, secretNamesOf } from '../../../src/core/notification/receiver.ts'
import { colors } from '../../../src/core/routing/color.ts'
import { secretProblemOf } from '../../../src/core/routing/secret-headers.ts'
import { mistake, warning, type Finding } from './finding.ts'
import { scopeOf, tableAt, type WranglerFile } from './wrangler-file.ts'

type Secrets = Readonly<Record<string, string | undefined>>

/** The secrets of this machine: `.dev.vars` beside the file, or that of the environment, as wrangler reads them. */
export interface LocalSecrets {
  /** Name of the file. */
  readonly name: string
  /** Undefined when there is no such file. */
  readonly values: Secrets | undefined
}

export function localSecretsOf({ folder }: WranglerFile, env: string | undefined): LocalSecrets {
  const names = [...(env === undefined ? [] : [`.dev.vars.${env}`]), '.dev.vars']
  const name = names.find((each) => existsSync(`${folder}/${each}`)) ?? '.dev.vars'
  const path = `${folder}/${name}`
  return { name, values: existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : undefined }
}

/** Returns the names of all secrets that models and receivers use. */
export function secretsUsedBy({ models, receivers }: Configuration): readonly string[] {
  const headers = models.flatMap(({ secretHeaders }) =>
    colors.flatMap((color) => Object.values(secretHeaders[color]))
  )
  return [...new Set([...headers, ...receivers.flatMap(secretNamesOf)])].toSorted()
}

/**
 * Checks the secrets of this machine against the configuration. Without their file there is nothing to check.
 * A deploy has its secrets at Cloudflare: what is not set here says nothing about it.
 */
export function checkSecrets(
  file: WranglerFile,
  env: string | undefined,
  configuration: Configuration,
  { name, values }: LocalSecrets,
  isDeploy: boolean
): readonly Finding[] {
  const variables = tableAt(scopeOf(file, env), 'vars')
  const open = secretsUsedBy(configuration)
    .filter((secret) => secret in variables)
    .map((secret) =>
      warning(`vars.${secret}: a secret that stands in the file: wrangler secret put ${secret}`)
    )
  if (values === undefined) return open
  return [
    ...open,
    ...(isDeploy ? [] : unset(name, values, variables, configuration)),
    ...readAsModels(name, values),
    ...badValues(name, values, configuration),
    ...checkAdmin(name, values, variables, configuration),
  ]
}

function readAsModels(file: string, values: Secrets): readonly Finding[] {
  return Object.entries(values)
    .filter(([secret, value]) => value !== undefined && isReadAsModels(secret, value))
    .map(([secret]) =>
      mistake(
        `${file}: ${secret}: the router takes JSON in a variable of this name for a model: give the secret another name`
      )
    )
}

function unset(
  file: string,
  values: Secrets,
  variables: object,
  configuration: Configuration
): readonly Finding[] {
  return secretsUsedBy(configuration)
    .filter((secret) => values[secret] === undefined && !(secret in variables))
    .map((secret) => {
      const nearest = nearestOf(secret, Object.keys(values))
      const question = nearest === undefined ? '' : ` (did you mean ${nearest}?)`
      return mistake(`${file}: ${secret} is not set${question}: add the line ${secret}=<value>`)
    })
}

function badValues(
  file: string,
  values: Secrets,
  { models, receivers }: Configuration
): readonly Finding[] {
  const admin = values['ADMIN_TOKEN']
  const headers = models.flatMap((model) =>
    colors.flatMap((color) => Object.entries(model.secretHeaders[color]))
  )
  const inHeaders = headers.flatMap(([header, secret]): readonly Finding[] => {
    const value = values[secret]
    if (value === undefined) return []
    if (admin !== undefined && admin !== '' && value.includes(admin)) {
      return [mistake(`${file}: ${secret} holds the admin token, which must not go to an origin`)]
    }
    const problem = secretProblemOf({ [header]: secret }, values)
    return problem === undefined ? [] : [mistake(`${file}: ${problem}`)]
  })
  const inReceivers = receivers
    .filter((receiver) => secretNamesOf(receiver).every((secret) => values[secret] !== undefined))
    .map((receiver) => receiverProblemOf(receiver, values))
    .filter((problem) => problem !== undefined)
    .map((problem) => mistake(`${file}: NOTIFY.${problem}`))
  return [...new Map([...inHeaders, ...inReceivers].map((one) => [one.message, one])).values()]
}

function checkAdmin(
  file: string,
  values: Secrets,
  variables: object,
  { models }: Configuration
): readonly Finding[] {
  const short = ['ADMIN_TOKEN', 'SIGNING_KEY']
    .filter((name) => values[name] && !isLongEnough(values[name]))
    .map((name) => mistake(`${file}: ${name}: expected at least ${MIN_SECRET_LENGTH} characters`))
  const { ADMIN_TOKEN, ADMIN_TOKENS } = values
  if (!ADMIN_TOKEN && !ADMIN_TOKENS && !('ACCESS' in variables)) {
    return [
      ...short,
      warning(
        `${file}: ADMIN_TOKEN is not set, so the admin route is closed (\`bluegreen dev\` makes one)`
      ),
    ]
  }
  if (!ADMIN_TOKENS) return short
  const parsed = adminTokens.safeParse(parseJson(ADMIN_TOKENS), { reportInput: false })
  if (parsed.success) return [...short, ...unknownModels(file, parsed.data, models)]
  return [...short, mistake(`${file}: ADMIN_TOKENS: ${describeIssues(parsed.error)}`)]
}

function unknownModels(
  file: string,
  tokens: z.output<typeof adminTokens>,
  models: Configuration['models']
): readonly Finding[] {
  const known = models.map(({ name }) => name)
  return tokens.flatMap(({ name, models: wanted = [] }) =>
    wanted
      .filter((model) => !known.includes(model))
      .map((model) => {
        const nearest = nearestOf(model, known)
        const question = nearest === undefined ? '' : `; did you mean "${nearest}"?`
        return warning(
          `${file}: ADMIN_TOKENS: the token ${name} is for the model "${model}", which does not exist${question}`
        )
      })
  )
}
