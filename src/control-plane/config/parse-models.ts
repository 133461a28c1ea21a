import en from 'zod/v4/locales/en.js'
import * as z from 'zod/mini'
import { colors, type Color } from '../../core/routing/color.ts'
import { parameters, type Limits } from '../../core/detector/limits.ts'
import { parseFreezeWindow } from '../../core/rollout/freeze.ts'
import { hostOf, isOnHosts, parseHostPattern } from '../../core/routing/allowed-hosts.ts'
import { isAllowedSecret } from '../../core/routing/secret-headers.ts'
import { byPathLength, type Model } from '../../core/routing/model.ts'
import type { Environment } from '../../core/routing/slot.ts'
import { describeConfigIssues } from './config-issues.ts'
import { log } from '../../platform/log.ts'
import { MAX_COLLECTORS } from '../../core/reporting/collector-shard.ts'

// zod/mini has no messages of its own, and all its locales together outweigh the Worker.
z.config(en())

const DAY_SECONDS = 86_400
const MIB = 1_048_576

const origin = z.pipe(
  z
    .url({ protocol: /^https?$/, error: 'expected the http(s) URL of a model environment' })
    .check(z.refine((url) => !/[?#]/.test(url), 'expected a URL without query or fragment')),
  z.transform((url: string) => url.replace(/\/+$/, ''))
)

/** A slot that is only a URL gets the host as its release label. */
const slot = z.union([
  z.pipe(
    origin,
    z.transform((url): Environment => ({ origin: url, release: new URL(url).host }))
  ),
  z.strictObject({ origin, release: z.string().check(z.minLength(1)) }),
])

const path = z.string().check(
  z.regex(/^(\/|(\/[A-Za-z0-9._~-]+)+)$/, 'expected "/" or path segments such as "/chat"'),
  z.refine(
    (value) => value !== '/admin' && !value.startsWith('/admin/'),
    '/admin is reserved for the router'
  )
)

const hostPattern = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const pattern = parseHostPattern(text)
    if (pattern !== undefined) return pattern
    const message = 'expected a host such as "https://*.models.example"'
    context.issues.push({ code: 'custom', message, input: text })
    return z.NEVER
  })
)

const freezeWindow = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const window = parseFreezeWindow(text)
    if (window !== undefined) return window
    const message = 'expected a span such as "Fri 16:00 - Mon 08:00 Europe/Berlin"'
    context.issues.push({ code: 'custom', message, input: text })
    return z.NEVER
  })
)

const statuses = z.array(z.int().check(z.gte(200), z.lte(599)))

const secretNames = z.record(
  z.string().check(z.regex(/^[A-Za-z0-9-]+$/)),
  z.string().check(z.minLength(1))
)

const pathPrefixes = z._default(
  z.array(z.string().check(z.regex(/^\/[^?#]*$/, 'expected a path such as "/v1/files"'))),
  []
)

const share = (fallback: number) => z._default(z.number().check(z.gte(0), z.lte(1)), fallback)

const seconds = (fallback: number, max = DAY_SECONDS) =>
  z._default(z.number().check(z.positive(), z.lte(max)), fallback)

const limit = (name: keyof Limits) => {
  const { least, most, value } = parameters[name]
  return z._default(z.number().check(z.gte(least), z.lte(most)), value)
}

const model = z.strictObject({
  path,
  blue: slot,
  green: slot,
  origins: z.optional(z.array(hostPattern)),
  header_timeout_seconds: seconds(120),
  idle_timeout_seconds: seconds(60),
  first_byte_objective_seconds: z.optional(z.number().check(z.gte(0), z.lte(DAY_SECONDS))),
  failover: z._default(z.boolean(), true),
  failover_budget: share(0.2),
  failover_max_body_bytes: z._default(z.int().check(z.gte(0), z.lte(10 * MIB)), MIB),
  bake_seconds: seconds(1800, 30 * DAY_SECONDS),
  keep_warm_seconds: z._default(z.number().check(z.gte(0), z.lte(30 * DAY_SECONDS)), DAY_SECONDS),
  health: z.optional(
    z.strictObject({
      path: z.string().check(z.regex(/^\/[^#\s]*$/, 'expected a path such as "/healthz"')),
      seconds: seconds(5, 10),
    })
  ),
  require: z._default(z.array(z.enum(['verify'])), ['verify']),
  freeze: z._default(z.array(freezeWindow), []),
  auto_rollback: z._default(z.boolean(), true),
  max_fault_rate: limit('maxFaultRate'),
  max_overload_rate: limit('maxOverloadRate'),
  max_slow_rate: limit('maxSlowRate'),
  max_lost_rate: limit('maxLostRate'),
  max_quality_rate: limit('maxQualityRate'),
  false_alarm_years: limit('falseAlarmYears'),
  acceptance_ratio: limit('acceptanceRatio'),
  false_acceptance_probability: limit('falseAcceptanceProbability'),
  collectors: z._default(z.int().check(z.gte(0), z.lte(MAX_COLLECTORS)), 0),
  statuses: z._default(
    z.partial(
      z.strictObject({ success: statuses, fault: statuses, overload: statuses, neutral: statuses })
    ),
    {}
  ),
  stateful_paths: pathPrefixes,
  stateless_paths: pathPrefixes,
  headers: z._default(z.partial(z.strictObject({ blue: secretNames, green: secretNames })), {}),
})

const name = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected a name such as "chat"'))

const models = z
  .record(name, model)
  .check(z.refine((all) => Object.keys(all).length > 0, 'expected at least one model'))

/** An invalid configuration; the message names each invalid key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'invalid_config'
}

/**
 * Parses the models of `wrangler.toml`, in the order in which paths are matched. Throws a
 * `ConfigError` at start, so that the platform refuses the deploy of an invalid configuration.
 */
export function parseModels(document: unknown, secrets: object): readonly Model[] {
  const parsed = models.safeParse(document ?? {}, { reportInput: false })
  if (!parsed.success) throw invalid(describeConfigIssues(parsed.error.issues))
  const all = Object.entries(parsed.data).map(([key, value]) => modelOf(key, value))
  refuseSharedPaths(all)
  refuseForeignHosts(all)
  refuseMissingSecrets(all, secrets)
  return byPathLength(all)
}

/** Logs the error too, because the platform shows an exception at start only to the deployer. */
function invalid(message: string): ConfigError {
  log('config_invalid', { message })
  return new ConfigError(message)
}

/** Returns the model of a name. Throws when there is none: it must not get a coordinator. */
export function modelNamed(all: readonly Model[], wanted: string | undefined): Model {
  const found = all.find((known) => known.name === wanted)
  if (found === undefined) throw new ConfigError(`MODELS: no model is named ${wanted}`)
  return found
}

function modelOf(key: string, value: z.infer<typeof model>): Model {
  return {
    name: key,
    path: value.path,
    slots: { blue: value.blue, green: value.green },
    origins: value.origins ?? [hostOf(value.blue.origin), hostOf(value.green.origin)],
    headerTimeoutMs: value.header_timeout_seconds * 1000,
    idleTimeoutMs: value.idle_timeout_seconds * 1000,
    firstByteObjectiveMs: objectiveOf(value.first_byte_objective_seconds),
    failover: {
      enabled: value.failover,
      budget: value.failover_budget,
      maxBodyBytes: value.failover_max_body_bytes,
    },
    bakeMs: value.bake_seconds * 1000,
    keepWarmMs: value.keep_warm_seconds * 1000,
    requirements: value.require,
    health: healthOf(value.health),
    freeze: value.freeze,
    autoRollback: value.auto_rollback,
    limits: {
      maxFaultRate: value.max_fault_rate,
      maxOverloadRate: value.max_overload_rate,
      maxSlowRate: value.max_slow_rate,
      maxLostRate: value.max_lost_rate,
      maxQualityRate: value.max_quality_rate,
      falseAlarmYears: value.false_alarm_years,
      acceptanceRatio: value.acceptance_ratio,
      falseAcceptanceProbability: value.false_acceptance_probability,
    },
    collectors: value.collectors,
    statusRules: rulesOf(value.statuses),
    statePaths: { stateful: value.stateful_paths, stateless: value.stateless_paths },
    secretHeaders: { blue: value.headers.blue ?? {}, green: value.headers.green ?? {} },
  }
}

/** 0 turns the objective off; without a number it is learned from stable. */
function objectiveOf(configured: number | undefined): number | undefined {
  if (configured === undefined) return undefined
  return configured === 0 ? Infinity : configured * 1000
}

function healthOf(health: z.infer<typeof model>['health']): Model['health'] {
  return health === undefined ? undefined : { path: health.path, timeoutMs: health.seconds * 1000 }
}

/** Drops undefined keys: with `exactOptionalPropertyTypes` they differ from absent keys. */
function rulesOf(rules: z.infer<typeof model>['statuses']): Model['statusRules'] {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

function refuseSharedPaths(all: readonly Model[]): void {
  const owners = new Map<string, string>()
  for (const { name: key, path: modelPath } of all) {
    const owner = owners.get(modelPath)
    if (owner !== undefined) {
      throw invalid(`MODELS.${key}.path: "${modelPath}" is already the path of ${owner}`)
    }
    owners.set(modelPath, key)
  }
}

/** The configured slots must be on the list: the first start stages them. */
function refuseForeignHosts(all: readonly Model[]): void {
  for (const { name: key, slots, origins } of all) {
    const foreign = colors.find((color) => !isOnHosts(slots[color].origin, origins))
    if (foreign === undefined) continue
    throw invalid(`MODELS.${key}.origins: the host of ${foreign} is not on the list`)
  }
}

function refuseMissingSecrets(all: readonly Model[], secrets: object): void {
  for (const { name: key, secretHeaders } of all) {
    for (const color of colors) refuseMissing(key, color, secretHeaders[color], secrets)
  }
}

function refuseMissing(
  key: string,
  color: Color,
  headers: Readonly<Record<string, string>>,
  secrets: object
): void {
  for (const [header, secret] of Object.entries(headers)) {
    const where = `MODELS.${key}.headers.${color}.${header}`
    if (!isAllowedSecret(secret)) throw invalid(`${where}: ${secret} must not go to an origin`)
    if (typeof Reflect.get(secrets, secret) === 'string') continue
    throw invalid(`${where}: the secret ${secret} is not set`)
  }
}
