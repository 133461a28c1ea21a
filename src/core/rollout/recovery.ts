import { callSignals, endedSampleOf, type Counts, type Sample } from '../detector/counts.ts'
import { OPEN_SLICES } from '../detector/limits.ts'
import type { Evidence, Row } from '../detector/evidence.ts'
import { judge } from '../detector/judge.ts'
import { limitOf, type Limits } from '../detector/limits.ts'
import { sumOf } from '../detector/rows.ts'
import type { Verdict } from '../detector/verdict.ts'
import type { Color } from '../routing/color.ts'
import { SLICE_MS } from '../reporting/tally.ts'
import { sliceOf } from './evidence-clock.ts'

/**
 * Number of good calls, times the rate of an incident, that excludes the rate with 95 % confidence:
 * the rule of three.
 */
const RULE_OF_THREE = 3

/** Minimum number of ended calls for a recovery. */
const MIN_CALLS = 10

/** Milliseconds for which slices stay open. */
export const OPEN_MS = OPEN_SLICES * SLICE_MS

/** Input of the check of a color's recovery. */
export interface RecoveryInput {
  readonly color: Color
  readonly evidence: Evidence
  readonly limits: Limits
  readonly now: number
  /** Share of bad calls in the incident. */
  readonly badRate: number
}

/**
 * Returns the verdict on the last three minutes alone when they show the end of an incident: its
 * rate is excluded, no rate is above its limit, and nothing is suspicious. Undefined otherwise.
 * With the whole evidence, a long incident would count for hours of light traffic.
 */
export function recoveryOf({
  color,
  evidence,
  limits,
  now,
  badRate,
}: RecoveryInput): Verdict | undefined {
  const candidate = evidenceAfter(evidence, now - OPEN_MS)
  const { rows } = candidate
  const { calls } = endedSampleOf(sumOf(rows), 'fault')
  if (calls < Math.max(MIN_CALLS, RULE_OF_THREE / badRate) || !isBelowLimits(rows, limits))
    return undefined
  const verdict = judge({ color, candidate, now, limits })
  const isBad = verdict.kind === 'faulty' || (verdict.kind === 'undecided' && verdict.hold)
  return isBad ? undefined : verdict
}

/** Returns the evidence of the calls that started after a time, as far as their slices are open. */
export function evidenceAfter(evidence: Evidence, time: number): Evidence {
  const open = evidence.open.filter(({ slice }) => slice > sliceOf(time))
  return { ...withoutPast(evidence), open, rows: open.flatMap(({ rows }) => rows) }
}

/** Returns the evidence without that of compacted slices against the color. */
export function withoutPast(evidence: Evidence): Evidence {
  return { ...evidence, streams: {} }
}

/**
 * Whether all calls, and those of each route, stay within the limits. One bad call is too few to
 * judge a route.
 */
function isBelowLimits(rows: readonly Row[], limits: Limits): boolean {
  const byRoute = [...Map.groupBy(rows, ({ route }) => route).values()]
  return (
    overLimit(sumOf(rows), limits) <= 0 &&
    byRoute.every((own) => overLimit(sumOf(own), limits) <= 1)
  )
}

/** Returns the largest number of bad calls beyond a limit. */
function overLimit(counts: Counts, limits: Limits): number {
  const excess = callSignals.map((signal) => {
    const { calls, bad }: Sample = endedSampleOf(counts, signal)
    return bad - limitOf(limits, signal) * calls
  })
  return Math.max(...excess)
}
