import { isRecord } from '../../../src/core/json.ts'
import { mistake, warning, type Finding } from './finding.ts'
import { scopeOf, tableAt, type Table, type WranglerFile } from './wrangler-file.ts'

/** Cloudflare's limits of variables and secrets of a Worker. */
const MAX_VARIABLES = 128
const MAX_VARIABLES_FREE = 64
const MAX_VARIABLE_BYTES = 5_120

const FLAGS = ['enable_request_signal', 'request_signal_passthrough']

/** Checks the bindings and the variables of an environment, as far as they are wrangler's. */
export function checkBindings(file: WranglerFile, env: string | undefined): readonly Finding[] {
  const scope = scopeOf(file, env)
  return [
    ...missingBindings(scope, env),
    ...notInherited(file, scope, env),
    ...oversized(scope, env),
    ...missingFlags(file, scope),
  ]
}

function missingBindings(scope: Table, env: string | undefined): readonly Finding[] {
  const prefix = env === undefined ? '' : `env.${env}.`
  const why = env === undefined ? '' : ', and an environment inherits none'
  const objects = tableAt(scope, 'durable_objects')['bindings']
  return [
    ...(hasNamed(scope['kv_namespaces'], 'binding', 'POINTERS')
      ? []
      : [
          mistake(
            `${prefix}kv_namespaces: the binding POINTERS is missing${why}. Add:\n  [[${prefix}kv_namespaces]]\n  binding = "POINTERS"`
          ),
        ]),
    ...[
      ['COORDINATOR', 'Coordinator'],
      ['COLLECTOR', 'Collector'],
    ]
      .filter(([name]) => !hasNamed(objects, 'name', name))
      .map(([name, className]) =>
        mistake(
          `${prefix}durable_objects: the binding ${name} is missing${why}. Add:\n  [[${prefix}durable_objects.bindings]]\n  name = "${name}"\n  class_name = "${className}"`
        )
      ),
  ]
}

function hasNamed(list: unknown, key: string, name: string | undefined): boolean {
  return Array.isArray(list) && list.some((one) => isRecord(one) && one[key] === name)
}

/** Optional bindings, and their key in `wrangler.toml`. */
const OPTIONAL = ['services', 'analytics_engine_datasets', 'version_metadata', 'secrets']

function notInherited(
  { document }: WranglerFile,
  scope: Table,
  env: string | undefined
): readonly Finding[] {
  if (env === undefined) return []
  return OPTIONAL.filter((key) => key in document && !(key in scope)).map((key) =>
    warning(
      `env.${env}.${key} is missing: the file has ${key}, and an environment does not inherit it`
    )
  )
}

function oversized(scope: Table, env: string | undefined): readonly Finding[] {
  const place = env === undefined ? 'vars' : `env.${env}.vars`
  const variables = Object.entries(tableAt(scope, 'vars'))
  const sizes = variables.map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return { name, bytes: Buffer.byteLength(text) }
  })
  const large = sizes
    .filter(({ bytes }) => bytes > MAX_VARIABLE_BYTES)
    .map(({ name, bytes }) =>
      mistake(
        `${place}.${name}: ${bytes} bytes as JSON, and a variable holds ${MAX_VARIABLE_BYTES} on Cloudflare: put models into variables of their own, such as [${place}.MODEL_CHAT] or [${place}.MODELS_2.chat]`
      )
    )
  if (variables.length <= MAX_VARIABLES_FREE) return large
  const message = `${place}: ${variables.length} variables; a Worker may have ${MAX_VARIABLES}, and ${MAX_VARIABLES_FREE} on the free plan, with its secrets: put several models into one, such as [${place}.MODELS_2.chat]`
  return [...large, variables.length > MAX_VARIABLES ? mistake(message) : warning(message)]
}

function missingFlags({ document }: WranglerFile, scope: Table): readonly Finding[] {
  const flags: unknown = scope['compatibility_flags'] ?? document['compatibility_flags']
  const set: readonly unknown[] = Array.isArray(flags) ? flags : []
  return FLAGS.filter((flag) => !set.includes(flag)).map((flag) =>
    mistake(
      `compatibility_flags: "${flag}" is missing: a client that goes away would not cancel the call to the origin`
    )
  )
}
