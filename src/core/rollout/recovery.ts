import { callSignals, endedSampleOf, type Counts, type Sample } from '../detector/counts.ts'
import { OPEN_SLICES } from '../detector/limits.ts'
import type { Evidence, Row } from '../detector/evidence.ts'
import { judge } from '../detector/judge.ts'
import { limitOf, type Limits } from '../detector/limits.ts'
import { sumOf } from '../detector/rows.ts'
import type { Verdict } from '../detector/verdict.ts'
import type { Color } from '../routing/color.ts'
import { sliceOf } from './evidence-clock.ts'

/** Good calls over this bound exclude the rate of an incident with 95 % confidence: the rule of three. */
const RULE_OF_THREE = 3

/** Ended calls that a recovery needs at least. */
const MIN_CALLS = 10

/** What a color's recovery is judged by. */
export interface RecoveryInput {
  readonly color: Color
  readonly evidence: Evidence
  readonly limits: Limits
  readonly now: number
  /** Share of bad calls in the incident. */
  readonly badRate: number
}

/**
 * Returns the verdict on the last three minutes alone when these show that an incident is over: its
 * rate is excluded, no rate is above its limit, and nothing is suspicious. Undefined when they do not.
 * The whole evidence would hold on to a long incident for hours of light traffic.
 */
export function recoveryOf({
  color,
  evidence,
  limits,
  now,
  badRate,
}: RecoveryInput): Verdict | undefined {
  const from = sliceOf(now) - OPEN_SLICES
  const open = evidence.open.filter(({ slice }) => slice > from)
  const rows = open.flatMap((cohort) => cohort.rows)
  const { calls } = endedSampleOf(sumOf(rows), 'fault')
  if (calls < Math.max(MIN_CALLS, RULE_OF_THREE / badRate) || !isBelowLimits(rows, limits))
    return undefined
  const candidate = { ...withoutPast(evidence), open, rows }
  const verdict = judge({ color, candidate, now, limits })
  const isBad = verdict.kind === 'faulty' || (verdict.kind === 'undecided' && verdict.hold)
  return isBad ? undefined : verdict
}

/** Returns the evidence without what older slices said against the color. */
export function withoutPast(evidence: Evidence): Evidence {
  return { ...evidence, streams: {} }
}

/** Whether all calls, and those of each route, stay within the limits. One bad call says nothing of a route. */
function isBelowLimits(rows: readonly Row[], limits: Limits): boolean {
  const byRoute = [...Map.groupBy(rows, ({ route }) => route).values()]
  return (
    overLimit(sumOf(rows), limits) <= 0 &&
    byRoute.every((own) => overLimit(sumOf(own), limits) <= 1)
  )
}

/** The largest number of bad calls beyond a limit. */
function overLimit(counts: Counts, limits: Limits): number {
  const excess = callSignals.map((signal) => {
    const { calls, bad }: Sample = endedSampleOf(counts, signal)
    return bad - limitOf(limits, signal) * calls
  })
  return Math.max(...excess)
}
