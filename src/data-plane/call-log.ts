import type { CohortKey } from '../core/reporting/tally.ts'
import type { Outcome } from '../core/outcomes/outcome.ts'
import type { Model } from '../core/routing/model.ts'
import { log } from '../platform/log.ts'

/** A call that is logged. Its line is written when both its id and its end are known. */
export interface LoggedCall {
  readonly startedAt: number
  id: string | undefined
  end: { readonly outcome: Outcome; readonly ms: number } | undefined
}

/** The parts of a call that its line holds; never its body, keys, headers or query string. */
interface Loggable {
  readonly model: Model
  readonly cohort: CohortKey
  readonly logged: LoggedCall | undefined
}

/** Draws whether a call is logged. Without `call_log` this costs one comparison. */
export function drawLogged({ callLog }: Model, now: number): LoggedCall | undefined {
  if (callLog === 0 || Math.random() >= callLog) return undefined
  return { startedAt: now, id: undefined, end: undefined }
}

/** Notes the id of a call, which its answer carries. */
export function logId(call: Loggable, logged: LoggedCall, id: string): void {
  if (logged.id !== undefined) return
  logged.id = id
  write(call, logged)
}

/** Notes the outcome of a call. */
export function logEnd(call: Loggable, logged: LoggedCall, outcome: Outcome, now: number): void {
  logged.end = { outcome, ms: now - logged.startedAt }
  write(call, logged)
}

function write({ model, cohort }: Loggable, { id, end }: LoggedCall): void {
  if (id === undefined || end === undefined) return
  const { color, release, route } = cohort
  log('call', { model: model.name, call: id, color, release, route, ...end })
}
