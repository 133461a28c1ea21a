import { isRecord } from '../core/json.ts'
import { parseReport } from '../core/reporting/parse-report.ts'
import type { Report } from '../core/reporting/report.ts'
import { log } from '../platform/log.ts'

/**
 * Parses a report as it came over RPC; undefined when it is not a report. Logs an invalid pointer in
 * the report.
 */
export function readReport(model: string, document: unknown): Report | undefined {
  const report = parseReport(document)
  const sent = isRecord(document) ? document['pointer'] : undefined
  if (report !== undefined && report.pointer === undefined && sent !== undefined) {
    log('pointer_refused', { model, source: 'report', reason: 'malformed' })
  }
  return report
}
