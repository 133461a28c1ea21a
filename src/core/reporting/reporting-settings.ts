import { isRecord } from '../json.ts'
import { ok, refuse, type Result } from '../result.ts'
import { MAX_COLLECTORS } from './collector-shard.ts'

/**
 * Reporting settings of a model, as set by an operator. They are published in the pointer document
 * and have a version of their own, because changing them changes no traffic and makes no revision.
 */
export interface ReportingSettings {
  /** Grows by one with each change; the higher version wins. */
  readonly version: number
  /** Collectors per region that take the isolates' reports; 0 means the coordinator takes them. */
  readonly collectorsPerRegion: number
}

/** Returns the collectors per region in force: the operator's setting, or the configured number. */
export function collectorsOf(
  settings: ReportingSettings | undefined,
  configured: { readonly collectors: number }
): number {
  return settings?.collectorsPerRegion ?? configured.collectors
}

/**
 * Returns the settings after an operator's command; refuses the number that is in force already.
 */
export function withCollectors(
  settings: ReportingSettings | undefined,
  collectorsPerRegion: number,
  configured: { readonly collectors: number }
): Result<ReportingSettings, 'already_set'> {
  if (collectorsPerRegion === collectorsOf(settings, configured)) return refuse('already_set')
  return ok({ version: (settings?.version ?? 0) + 1, collectorsPerRegion })
}

/** Returns the settings with the higher version; `known` wins a tie. */
export function newerSettings(
  known: ReportingSettings | undefined,
  received: ReportingSettings | undefined
): ReportingSettings | undefined {
  return (received?.version ?? 0) > (known?.version ?? 0) ? received : known
}

/** Parses the settings of a pointer document; undefined when they are absent or invalid. */
export function parseReportingSettings(document: unknown): ReportingSettings | undefined {
  if (!isRecord(document)) return undefined
  const { version, collectorsPerRegion } = document
  if (!isWhole(version) || version < 1) return undefined
  if (!isWhole(collectorsPerRegion) || collectorsPerRegion > MAX_COLLECTORS) return undefined
  return { version, collectorsPerRegion }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
