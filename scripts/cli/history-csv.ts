import type { HistoryEntry, RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import { csvOf, type Cell } from './csv.ts'

type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

/** The evidence of a change, in entries and in rollouts alike. */
const evidenceColumns: Columns<Pick<HistoryEntry | RolloutShown, 'evidence' | 'numbers'>> = {
  evidence: ({ evidence }) => evidence,
  signal: ({ numbers }) => numbers?.signal,
  calls: ({ numbers }) => numbers?.calls,
  bad: ({ numbers }) => numbers?.bad,
  limit: ({ numbers }) => numbers?.limit,
  failures: ({ numbers }) => numbers?.failures,
}

const entryColumns: Columns<HistoryEntry> = {
  entry: ({ entry }) => entry,
  revision: ({ revision }) => revision,
  at: ({ at }) => at,
  action: ({ action }) => action,
  from: ({ from }) => from,
  from_release: ({ releases }) => releases?.from.release,
  from_staging: ({ releases }) => releases?.from.staging,
  to: ({ to }) => to,
  to_release: ({ releases }) => releases?.to.release,
  to_staging: ({ releases }) => releases?.to.staging,
  about: ({ releases }) => releases?.about?.color,
  about_release: ({ releases }) => releases?.about?.release,
  about_staging: ({ releases }) => releases?.about?.staging,
  by: ({ by }) => by,
  identity: ({ identity }) => identity,
  claimed: ({ claimed }) => claimed,
  source: ({ source }) => source,
  reason: ({ reason }) => reason,
  force: ({ force }) => force,
  ...evidenceColumns,
  collectors: ({ collectors }) => collectors,
  hash: ({ hash }) => hash,
}

const rolloutColumns: Columns<RolloutShown> = {
  id: ({ id }) => id,
  result: ({ result }) => result,
  from: ({ from }) => from?.color,
  from_release: ({ from }) => from?.release,
  from_staging: ({ from }) => from?.staging,
  to: ({ to }) => to?.color,
  to_release: ({ to }) => to?.release,
  to_staging: ({ to }) => to?.staging,
  revisions: ({ revisions }) => revisions.join(' '),
  by: ({ by }) => by,
  reason: ({ reason }) => reason,
  force: ({ force }) => force,
  started_at: ({ startedAt }) => startedAt,
  ended_at: ({ endedAt }) => endedAt,
  ended_by: ({ endedBy }) => endedBy,
  end_reason: ({ endReason }) => endReason,
  ...evidenceColumns,
}

/** Returns history entries as CSV with a header row. */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  return tableOf(entryColumns, entries)
}

/** Returns rollouts as CSV with a header row. */
export function rolloutsCsv(rollouts: readonly RolloutShown[]): string {
  return tableOf(rolloutColumns, rollouts)
}

function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const cells = rows.map((row) => Object.values(columns).map((cellOf) => cellOf(row)))
  return csvOf([Object.keys(columns), ...cells])
}
