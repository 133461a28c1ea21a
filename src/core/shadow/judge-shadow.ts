import type { Cohort, Evidence, Row } from '../detector/evidence.ts'
import { judge } from '../detector/judge.ts'
import type { Limits } from '../detector/limits.ts'
import type { Verdict } from '../detector/verdict.ts'
import type { Tally } from '../reporting/tally.ts'
import type { Color } from '../routing/color.ts'

/** What a release is judged by before it takes calls. */
export interface ShadowInput {
  readonly color: Color
  /** The evidence of its copies. */
  readonly copies: Evidence
  /** The evidence on the color that answers the calls. */
  readonly stable: Evidence
  readonly now: number
  readonly limits: Limits
}

/**
 * Judges a release by the copies of calls, as a candidate with stable as the reference. Only route
 * classes with copies are compared: those with state get none.
 */
export function judgeShadow({ color, copies, stable, now, limits }: ShadowInput): Verdict {
  const copied = new Set(copies.rows.map(({ route }) => copies.routes[route]))
  const reference = onRoutes(stable, copied)
  return judge({ color, candidate: copies, reference, now, limits })
}

/**
 * Returns the limits for copies. Differences are grades, which count only where the operator says
 * how many answers may differ.
 */
export function shadowLimitsOf(limits: Limits, maxDisagreementRate: number | undefined): Limits {
  return { ...limits, maxQualityRate: maxDisagreementRate ?? limits.maxQualityRate }
}

/** Returns the tallies of copies, without their grades unless differences count. */
export function countedShadow(
  tallies: readonly Tally[],
  maxDisagreementRate: number | undefined
): readonly Tally[] {
  if (maxDisagreementRate !== undefined) return tallies
  return tallies.map(({ quality: _quality, ...tally }) => tally)
}

function onRoutes(evidence: Evidence, labels: ReadonlySet<string | undefined>): Evidence {
  const isKept = ({ route }: Row) => labels.has(evidence.routes[route])
  return {
    ...evidence,
    open: evidence.open.map((cohort): Cohort => ({ ...cohort, rows: cohort.rows.filter(isKept) })),
    recent: evidence.recent.filter(isKept),
    rows: evidence.rows.filter(isKept),
  }
}
