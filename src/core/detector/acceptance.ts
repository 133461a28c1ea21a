import { endedSampleOf, type Sample, type Signal } from './counts.ts'
import type { Evidence, Row } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { STRANGERS, sumOf } from './rows.ts'
import type { SignalTest } from './signal-test.ts'

/** Rates that a good color may have, as shares of the rate that must be excluded. */
const goodShares = [0, 0.15, 0.35, 0.6] as const

/** Maximum rate to exclude. A rate that cannot be doubled must still differ from a full outage. */
const MAX_EXCLUDED_RATE = 0.9

/** Fault rate that must be excluded on each route class that stable serves. */
const MAX_ROUTE_RATE = 0.5
/** Calls of the open slices of which one must have succeeded. */
const MIN_RECENT_CALLS = 10
/** Calls that stable must have served on a route class before the candidate needs calls there. */
const MIN_CALLS_ON_STABLE = 20

/** The reason for which a color is not called healthy, apart from evidence against it. */
export type Obstacle =
  | { readonly kind: 'too_few_calls'; readonly samplesNeeded: number }
  /** A route class that stable serves has too few ended calls on the candidate. */
  | { readonly kind: 'untried_route'; readonly route: string; readonly samplesNeeded: number }
  /** The share of bad calls over all callers is above the operator's limit. */
  | { readonly kind: 'above_limit'; readonly signal: Signal }
  /** Calls have ended without an outcome. */
  | { readonly kind: 'calls_lost'; readonly lost: number }
  /** No call of the last minutes has succeeded, of all calls or of a route class. */
  | { readonly kind: 'no_recent_success'; readonly started: number; readonly route?: string }

/**
 * Returns the first obstacle to `healthy`; undefined when there is none. A likelihood ratio over
 * the ended calls must exclude a rate of `acceptanceRatio` times the operator's limit: stable may
 * excuse a candidate, but a completion is by the limit. It may be evaluated any number of times
 * (Ville's inequality). Grades are too rare to wait for: they only count
 * against a color.
 */
export function obstacleTo(
  candidate: Evidence,
  reference: Evidence | undefined,
  tests: readonly SignalTest[],
  limits: Limits
): Obstacle | undefined {
  const own = tests.filter(
    ({ scope, signal, quality }) => scope === 'all' && quality === undefined && isAccepted(signal)
  )
  const rowSets = reference === undefined ? [candidate.rows, openRows(candidate)] : [candidate.rows]
  const needed = Math.min(...rowSets.map((rows) => neededIn(rows, own, limits)))
  if (needed > 0) return { kind: 'too_few_calls', samplesNeeded: needed }
  return (
    untriedRoute(candidate, reference, limits) ??
    noRecentSuccess(candidate, reference) ??
    aboveLimit(rowSets, own, limits) ??
    callsLost(rowSets, limits)
  )
}

type Accepted = 'fault' | 'overload' | 'slow'

function isAccepted(signal: Signal): signal is Accepted {
  return signal === 'fault' || signal === 'overload' || signal === 'slow'
}

function openRows({ open }: Evidence): readonly Row[] {
  return open.flatMap(({ rows }) => rows)
}

function neededIn(rows: readonly Row[], tests: readonly SignalTest[], limits: Limits): number {
  const counts = sumOf(rows)
  return Math.max(
    0,
    ...tests.map(({ signal }) => {
      if (!isAccepted(signal)) return 0
      const excluded = Math.min(MAX_EXCLUDED_RATE, limits.acceptanceRatio * limitOf(limits, signal))
      return neededFrom(endedSampleOf(counts, signal), excluded, limits.falseAcceptanceProbability)
    })
  )
}

function neededFrom({ calls, bad }: Sample, excluded: number, falseAcceptance: number): number {
  const wanted = Math.log(goodShares.length / falseAcceptance)
  const each = goodShares.map((share) => {
    const perGood = Math.log((1 - share * excluded) / (1 - excluded))
    const seen = (bad === 0 ? 0 : bad * Math.log(share)) + (calls - bad) * perGood
    return (wanted - seen) / perGood
  })
  return Math.max(0, Math.ceil(Math.min(...each)))
}

function untriedRoute(
  candidate: Evidence,
  reference: Evidence | undefined,
  limits: Limits
): Obstacle | undefined {
  for (const [index, route] of reference?.routes.entries() ?? []) {
    const onStable = sumOf((reference?.rows ?? []).filter((row) => row.route === index))
    if (onStable.success < MIN_CALLS_ON_STABLE) continue
    const here = candidate.routes.indexOf(route)
    const own = sumOf(candidate.rows.filter((row) => row.route === here))
    const sample = endedSampleOf(own, 'fault')
    const needed = neededFrom(sample, MAX_ROUTE_RATE, limits.falseAcceptanceProbability)
    if (needed > 0) return { kind: 'untried_route', route, samplesNeeded: needed }
  }
  return undefined
}

/**
 * Older good calls do not show that a color still answers. Only known callers count: strangers could
 * keep a color from being called healthy.
 */
function noRecentSuccess(
  candidate: Evidence,
  reference: Evidence | undefined
): Obstacle | undefined {
  const recent = openRows(candidate).filter(({ caller }) => caller !== STRANGERS)
  const routes = (reference?.routes ?? []).map((route) => ({
    route,
    rows: recent.filter((row) => candidate.routes[row.route] === route),
  }))
  for (const { route, rows } of [{ route: undefined, rows: recent }, ...routes]) {
    const { started, success } = sumOf(rows)
    if (started < MIN_RECENT_CALLS || success > 0) continue
    return { kind: 'no_recent_success', started, ...(route === undefined ? {} : { route }) }
  }
  return undefined
}

function aboveLimit(
  rowSets: readonly (readonly Row[])[],
  tests: readonly SignalTest[],
  limits: Limits
): Obstacle | undefined {
  for (const { signal } of tests) {
    if (!isAccepted(signal)) continue
    const isAbove = rowSets.every((rows) => {
      const { calls, bad } = endedSampleOf(sumOf(rows), signal)
      return bad > limitOf(limits, signal) * calls
    })
    if (isAbove) return { kind: 'above_limit', signal }
  }
  return undefined
}

function callsLost(rowSets: readonly (readonly Row[])[], limits: Limits): Obstacle | undefined {
  const lost = rowSets.map(sumOf)
  const isAbove = lost.every((sum) => sum.lost > limits.maxFaultRate * (sum.started - sum.neutral))
  const least = Math.min(...lost.map((sum) => sum.lost))
  return isAbove ? { kind: 'calls_lost', lost: least } : undefined
}
