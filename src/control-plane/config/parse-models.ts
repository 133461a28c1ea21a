import { byPathLength, type Model } from '../../core/routing/model.ts'
import { colors } from '../../core/routing/color.ts'
import { hostOf, isOnHosts } from '../../core/routing/allowed-hosts.ts'
import { describeConfigIssues } from './config-issues.ts'
import { log } from '../../platform/log.ts'
import { models, type ModelSettings } from './model-schema.ts'

/** An invalid configuration; the message names each invalid key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'invalid_config'
}

/**
 * Parses the models of `wrangler.toml`, in the order in which paths are matched. Throws a
 * `ConfigError` at start, so that the platform refuses the deploy of an invalid configuration.
 */
export function parseModels(document: unknown): readonly Model[] {
  const parsed = models.safeParse(document ?? {}, { reportInput: false })
  if (!parsed.success) throw invalidConfig(describeConfigIssues('MODELS', parsed.error.issues))
  const all = Object.entries(parsed.data).map(([key, value]) => modelOf(key, value))
  refuseSharedPaths(all)
  refuseForeignHosts(all)
  return byPathLength(all)
}

/** Logs the error too, because the platform shows an exception at start only to the deployer. */
export function invalidConfig(message: string): ConfigError {
  log('config_invalid', { message })
  return new ConfigError(message)
}

/** Returns the model of a name. Throws when there is none: it must not get a coordinator. */
export function modelNamed(all: readonly Model[], wanted: string | undefined): Model {
  const found = all.find((known) => known.name === wanted)
  if (found === undefined) throw new ConfigError(`MODELS: no model is named ${wanted}`)
  return found
}

function modelOf(key: string, value: ModelSettings): Model {
  return {
    name: key,
    path: value.path,
    slots: { blue: value.blue, green: value.green },
    placement: { location: value.location, jurisdiction: value.jurisdiction },
    origins: value.origins ?? [hostOf(value.blue.origin), hostOf(value.green.origin)],
    headerTimeoutMs: value.header_timeout_seconds * 1000,
    idleTimeoutMs: value.idle_timeout_seconds * 1000,
    firstByteObjectiveMs: objectiveOf(value.first_byte_objective_seconds),
    failover: {
      enabled: value.failover,
      budget: value.failover_budget,
      timeoutMs: value.failover_timeout_seconds * 1000,
      maxBodyBytes: value.failover_max_body_bytes,
    },
    bakeMs: value.bake_seconds * 1000,
    steps: value.steps,
    holdBack: value.hold_back,
    sticky: value.sticky,
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
    shadow: {
      keepsDifferences: value.shadow_differences,
      maxDisagreementRate: value.max_disagreement_rate,
    },
    collectors: value.collectors,
    callLog: value.call_log,
    statusRules: rulesOf(value.statuses),
    statePaths: { stateful: value.stateful_paths, stateless: value.stateless_paths },
    isListed: value.listed,
    corsOrigins: value.cors_origins,
    secretHeaders: { blue: value.headers.blue ?? {}, green: value.headers.green ?? {} },
  }
}

/** 0 turns the objective off; without a number it is learned from stable. */
function objectiveOf(configured: number | undefined): number | undefined {
  if (configured === undefined) return undefined
  return configured === 0 ? Infinity : configured * 1000
}

function healthOf(health: ModelSettings['health']): Model['health'] {
  return health === undefined ? undefined : { path: health.path, timeoutMs: health.seconds * 1000 }
}

/** Drops undefined keys: with `exactOptionalPropertyTypes` they differ from absent keys. */
function rulesOf(rules: ModelSettings['statuses']): Model['statusRules'] {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

function refuseSharedPaths(all: readonly Model[]): void {
  const owners = new Map<string, string>()
  for (const { name: key, path: modelPath } of all) {
    const owner = owners.get(modelPath)
    if (owner !== undefined) {
      throw invalidConfig(`MODELS.${key}.path: "${modelPath}" is already the path of ${owner}`)
    }
    owners.set(modelPath, key)
  }
}

/** The configured slots must be on the list: the first start stages them. */
function refuseForeignHosts(all: readonly Model[]): void {
  for (const { name: key, slots, origins } of all) {
    const foreign = colors.find((color) => !isOnHosts(slots[color].origin, origins))
    if (foreign === undefined) continue
    throw invalidConfig(`MODELS.${key}.origins: the host of ${foreign} is not on the list`)
  }
}
