/** The outcomes that have a cause. */
export type BadOutcome = 'fault' | 'overload'

/** An outcome, and how the calls with it failed: a status, or a word such as `timeout`. */
export type CauseKey = `${BadOutcome}/${string}`

/** Number of bad calls by outcome and cause. An absent cause has no calls. */
export type Causes = Readonly<Record<CauseKey, number>>

/** Number of calls by cause, for one outcome. */
export type CauseCounts = Readonly<Record<string, number>>

/** Maximum number of causes that are counted apart. Further ones are counted as `other`. */
const MAX_CAUSES = 6

const OTHER = 'other'

/** Causes that a description names. Further ones are added up. */
const DESCRIBED = 3

/** Returns the causes with more calls of one cause. A cause above the bound counts as `other`. */
export function withCause(causes: Causes | undefined, key: CauseKey, calls = 1): Causes {
  const isCounted = causes?.[key] !== undefined || named(causes ?? {}).length < MAX_CAUSES
  const counted = isCounted ? key : otherOf(key)
  return { ...causes, [counted]: (causes?.[counted] ?? 0) + calls }
}

/** Adds causes to causes. The most frequent ones are kept apart. */
export function addCauses(one: Causes | undefined, more: Causes | undefined): Causes | undefined {
  if (one === undefined || more === undefined) return one ?? more
  const sum: Record<CauseKey, number> = { ...one }
  addTo(sum, more)
  return bounded(sum)
}

/** Returns the causes of one outcome. */
export function causesOf(causes: Causes, outcome: BadOutcome): CauseCounts {
  const prefix = `${outcome}/`
  const own = causeEntries(causes).filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(own.map(([key, calls]) => [key.slice(prefix.length), calls]))
}

/** Returns the sum of the causes of rows. */
export function causesIn(rows: readonly { readonly causes?: Causes | undefined }[]): Causes {
  const sum: Record<CauseKey, number> = {}
  for (const { causes } of rows) if (causes !== undefined) addTo(sum, causes)
  return bounded(sum)
}

/** Returns causes for people, the most frequent first: `31 × 500, 3 × timeout`. */
export function describeCauses(counts: CauseCounts): string {
  const ranked = byFrequency(Object.entries(counts)).filter(([cause]) => cause !== OTHER)
  const rest = ranked.slice(DESCRIBED).reduce((sum, [, calls]) => sum + calls, counts[OTHER] ?? 0)
  const shown = rest === 0 ? ranked : [...ranked.slice(0, DESCRIBED), [OTHER, rest] as const]
  return shown.map(([cause, calls]) => `${calls} × ${cause}`).join(', ')
}

function addTo(sum: Record<CauseKey, number>, more: Causes): void {
  for (const key in more) if (isKey(key)) sum[key] = (sum[key] ?? 0) + (more[key] ?? 0)
}

function bounded(causes: Causes): Causes {
  if (Object.keys(causes).length <= MAX_CAUSES) return causes
  const ranked = byFrequency(named(causes))
  if (ranked.length <= MAX_CAUSES) return causes
  const sum: Record<CauseKey, number> = { ...causes }
  for (const [key, calls] of ranked.slice(MAX_CAUSES)) {
    delete sum[key]
    sum[otherOf(key)] = (sum[otherOf(key)] ?? 0) + calls
  }
  return sum
}

function named(causes: Causes): readonly (readonly [CauseKey, number])[] {
  return causeEntries(causes).filter(([key]) => key !== otherOf(key))
}

function otherOf(key: CauseKey): CauseKey {
  return key.startsWith('fault/') ? `fault/${OTHER}` : `overload/${OTHER}`
}

function byFrequency<Key extends string>(
  entries: readonly (readonly [Key, number])[]
): readonly (readonly [Key, number])[] {
  return entries.toSorted((a, b) => b[1] - a[1])
}

/** Returns the causes with their numbers of calls. */
export function causeEntries(causes: Causes): readonly (readonly [CauseKey, number])[] {
  return Object.keys(causes).flatMap((key) =>
    isKey(key) ? [[key, causes[key] ?? 0] as const] : []
  )
}

/** Whether a string of a report is a well-formed cause. */
export function isCauseKey(key: string): key is CauseKey {
  return isKey(key) && /^[a-z]+\/[a-z0-9_]{1,20}$/.test(key)
}

function isKey(key: string): key is CauseKey {
  return key.startsWith('fault/') || key.startsWith('overload/')
}
