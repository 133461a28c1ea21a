import type { Color } from '../../core/routing/color.ts'
import { hostOf } from '../../core/routing/allowed-hosts.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Environment } from '../../core/routing/slot.ts'
import { configProblems, type KeyPath } from './config-issues.ts'
import { labelOf, mistakesIn, sharedPathsIn, type ParsedModel } from './model-mistakes.ts'
import { keysOfModel, modelSchema, type ModelSettings } from './model-schema.ts'
import { writtenModelsIn, type WrittenModel } from './model-variables.ts'

/** An invalid configuration; the message names each invalid key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'invalid_config'
}

/** The models whose keys are valid, and what is wrong with the others. */
export interface ReadModels {
  /** The models with the longest path first. */
  readonly models: readonly Model[]
  /** Where each model stands, by its name; also those that are not valid. */
  readonly places: ReadonlyMap<string, KeyPath>
  readonly problems: readonly string[]
}

/** Reads the models among the variables of the Worker, and finds all mistakes. */
export function readModels(variables: object): ReadModels {
  const { written, problems } = writtenModelsIn(variables)
  const read = written.map(readModel)
  const parsed = read.flatMap(({ model }) => (model === undefined ? [] : [model]))
  return {
    models: parsed.map(modelOf).toSorted((a, b) => b.path.length - a.path.length),
    places: new Map(written.map(({ name, at }) => [name, at])),
    problems: [
      ...problems,
      ...read.flatMap((each) => each.problems),
      ...parsed.flatMap(mistakesIn),
      ...sharedPathsIn(parsed),
    ],
  }
}

function readModel({ name, at, document }: WrittenModel) {
  const parsed = modelSchema.safeParse(document, { reportInput: false })
  if (parsed.success) return { model: { name, at, settings: parsed.data }, problems: [] }
  return { model: undefined, problems: configProblems(at, parsed.error.issues, keysOfModel) }
}

/** Returns the model of a name. Throws when there is none: it must not get a coordinator. */
export function modelNamed(all: readonly Model[], wanted: string | undefined): Model {
  const found = all.find((known) => known.name === wanted)
  if (found === undefined) throw new ConfigError(`MODELS: no model is named ${wanted}`)
  return found
}

function modelOf({ name, settings: value }: ParsedModel): Model {
  return {
    name,
    path: value.path,
    slots: { blue: slotOf(value.blue), green: slotOf(value.green) },
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
    secretHeaders: { blue: headersOf(value, 'blue'), green: headersOf(value, 'green') },
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

function slotOf(slot: ModelSettings['blue']): Environment {
  return { origin: slot.origin, release: labelOf(slot) }
}

function headersOf(settings: ModelSettings, color: Color): Readonly<Record<string, string>> {
  return settings[color].headers ?? settings.headers[color] ?? {}
}
