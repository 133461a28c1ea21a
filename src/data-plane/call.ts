import type { Model } from '../core/routing/model.ts'
import type { Outcome } from '../core/outcomes/outcome.ts'
import type { Pointer } from '../core/routing/pointer.ts'
import type { PairFinding } from '../core/routing/failover-rules.ts'
import type { CohortKey } from './reporting/outcome-buffer.ts'
import { count, type ReportContext } from './reporting/reporter.ts'

/** One inference call on its way through the router. */
export interface Call extends ReportContext {
  readonly model: Model
  readonly request: Request
  /** Path and query for the origin. */
  readonly upstreamPath: string
  /** The pointer that the call follows from its start to its end. */
  readonly pointer: Pointer
  readonly cohort: CohortKey
}

/** Books what became of a call, and what its repetition found, if there was one; once for each call. */
export function recordOutcome(call: Call, outcome: Outcome, finding?: PairFinding): void {
  const now = Date.now()
  count(call, call.cohort, outcome, now)
  if (finding !== undefined) count(call, call.cohort, finding, now)
}
