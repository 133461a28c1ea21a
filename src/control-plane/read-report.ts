import { isRecord } from '../core/json.ts'
import { parseReport } from '../core/reporting/parse-report.ts'
import type { Report } from '../core/reporting/report.ts'
import type { Model } from '../core/routing/model.ts'
import type { Pointer } from '../core/routing/pointer.ts'
import { refusalOf } from '../core/routing/pointer-refusal.ts'
import { alignedReport } from '../core/rollout/evidence-clock.ts'
import { log } from '../platform/log.ts'

/**
 * Parses a report as it came over RPC, and moves its slices to the receiver's clock; undefined when
 * it is not a report. Logs and drops a pointer in the report that must not be followed. `known` is
 * the pointer that the receiver follows.
 */
export function readReport(
  model: Model,
  document: unknown,
  known: Pointer | undefined,
  now: number
): Report | undefined {
  const parsed = parseReport(document)
  if (parsed === undefined) return undefined
  const report = alignedReport(parsed, known?.revision, now)
  const sent = isRecord(document) ? document['pointer'] : undefined
  if (sent === undefined) return report
  const { pointer, ...rest } = report
  const refusal = pointer === undefined ? 'malformed' : refusalOf(pointer, { model, known })
  if (refusal === undefined) return report
  log('pointer_refused', { model: model.name, source: 'report', reason: refusal })
  return rest
}
