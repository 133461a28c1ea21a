import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler'
import { ServeError } from './failures.ts'
import type { ServeOptions } from './options.ts'
import type { Compatibility } from './workerd/config.ts'

/** What the Worker gets from its configuration. */
export interface Settings {
  /** The main file of the Worker. */
  readonly main: string
  /** How it is bundled. */
  readonly build: { readonly minify: boolean; readonly keep_names: boolean }
  readonly compatibility: Compatibility
  readonly vars: Readonly<Record<string, unknown>>
  /** Values of secrets by their names. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Secrets that the router knows by name. Others are named in its variables. */
const ownSecrets = ['ADMIN_TOKEN', 'ADMIN_TOKENS', 'SIGNING_KEY'] as const

/**
 * Reads the configuration and the secrets. A secret is that of the environment, else of the file of `--vars-file`, else of
 * `.dev.vars`. Throws a `ServeError`.
 */
export function readSettings(
  { config, env, varsFile }: Pick<ServeOptions, 'config' | 'env' | 'varsFile'>,
  environment: NodeJS.ProcessEnv
): Settings {
  const {
    main,
    vars,
    compatibility_date: date,
    compatibility_flags: flags,
    ...rest
  } = read(config, env)
  if (main === undefined || date === undefined) {
    throw new ServeError(`${config} has no "main" or no "compatibility_date".`)
  }
  const files = { ...devVarsOf(config, env), ...(varsFile === undefined ? {} : inFile(varsFile)) }
  const named = [...ownSecrets, ...namesIn(vars), ...Object.keys(files)]
  const inEnvironment = named.flatMap((name) => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const secrets = { ...files, ...Object.fromEntries(inEnvironment) }
  // A secret wins over a variable of the same name, as on Cloudflare.
  const kept = Object.entries(vars).filter(([name]) => secrets[name] === undefined)
  return {
    main,
    build: { minify: rest.minify ?? false, keep_names: rest.keep_names },
    compatibility: { date, flags },
    vars: Object.fromEntries(kept),
    secrets,
  }
}

function read(config: string, env: string | undefined) {
  if (!existsSync(config)) throw new ServeError(`There is no configuration ${config}.`)
  try {
    checkEnv(config, env)
    return unstable_readConfig(
      { config, ...(env === undefined ? {} : { env }) },
      { hideWarnings: true }
    )
  } catch (error) {
    if (error instanceof ServeError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new ServeError(`The configuration ${config} cannot be read: ${why}`)
  }
}

/** wrangler takes a name that is not in the file for an empty environment. */
function checkEnv(config: string, env: string | undefined): void {
  if (env === undefined) return
  const known = Object.keys(experimental_readRawConfig({ config }).rawConfig.env ?? {})
  if (known.includes(env)) return
  const those = known.length === 0 ? 'It has none' : `It has ${known.join(', ')}`
  throw new ServeError(`${config} has no [env.${env}]. ${those}.`)
}

/** As wrangler reads them: the file of the environment takes the place of the common one. */
function devVarsOf(config: string, env: string | undefined): Readonly<Record<string, string>> {
  const common = join(dirname(config), '.dev.vars')
  const own = env === undefined ? common : `${common}.${env}`
  const file = existsSync(own) ? own : common
  return existsSync(file) ? inFile(file) : {}
}

function inFile(file: string): Readonly<Record<string, string>> {
  try {
    const entries = Object.entries(parseEnv(readFileSync(file, 'utf8')))
    return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ServeError(`The secrets in ${file} cannot be read: ${why}`)
  }
}

/** Returns the texts in the variables that can be names of secrets. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[A-Za-z_]\w{0,63}$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : []
}
