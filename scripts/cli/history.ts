import { ok, refuse } from '../../src/core/result.ts'
import { adminClient, type AdminClient, type HistoryQuery } from './admin-client.ts'
import type { Answer } from './admin-request.ts'
import { chosen, type Outcome, type Report } from './commands.ts'
import type { Connection } from './connection.ts'
import { failure } from './failure.ts'
import { historyCsv, rolloutsCsv } from './history-csv.ts'
import type { CommonFlags } from './run-command.ts'
import { outputView } from './screen/print.ts'
import { showHistory } from './show-history.ts'
import { showRollouts } from './show-rollouts.ts'
import { checkHistory, showCheck } from './verify-history.ts'

/** Flags of `history`. */
export interface HistoryFlags extends CommonFlags {
  readonly limit?: number
  /** Number of the entry before which the list begins. */
  readonly before?: number
  /** Length of the list in seconds. */
  readonly since?: number
  /** Whether to list whole rollouts. */
  readonly rollouts?: true
  readonly verify?: true
  /** A hash that must be in the history. */
  readonly expectHash?: string
}

/** Most entries of one answer of the router. */
const PAGE = 500

/** Entries without `--limit` and `--since`. */
const DEFAULT_LIMIT = 20

/** Lists or checks the history of a model. */
export async function history(connection: Connection, flags: HistoryFlags): Outcome {
  const client = adminClient(connection)
  const model = await chosen(client, flags.model)
  if (!model.ok) return model
  if (flags.verify === true) return verified(client, model.value, flags)
  const isCsv = flags.output === 'csv'
  const view = outputView(flags)
  if (flags.rollouts === true) {
    const pages = (query: HistoryQuery) => client.rollouts(model.value, query)
    const found = await fetched(pages, ({ rollouts }) => rollouts, flags)
    if (!found.ok) return found
    const { rows, next } = found.value
    const json = { model: model.value, rollouts: [...rows], next }
    return ok({
      ...(isCsv ? csvOf(rolloutsCsv(rows)) : textOf(showRollouts(json, Date.now(), view))),
      json,
    })
  }
  const pages = (query: HistoryQuery) => client.history(model.value, query)
  const found = await fetched(pages, ({ entries }) => entries, flags)
  if (!found.ok) return found
  const { rows, next } = found.value
  const json = { model: model.value, entries: [...rows], next }
  return ok({
    ...(isCsv ? csvOf(historyCsv(rows)) : textOf(showHistory(json, Date.now(), view))),
    json,
  })
}

function csvOf(text: string): Pick<Report, 'text' | 'isExact'> {
  return { text, isExact: true }
}

function textOf(text: string): Pick<Report, 'text'> {
  return { text }
}

/** Fetches pages until the limit; with `--since` all that are not older. */
async function fetched<Page extends { readonly next?: number | null }, Row>(
  pageOf: (query: HistoryQuery) => Promise<Answer<Page>>,
  rowsOf: (page: Page) => readonly Row[],
  { limit, before: start, since: seconds }: HistoryFlags
): Promise<Answer<{ readonly rows: readonly Row[]; readonly next: number | null }>> {
  const since =
    seconds === undefined ? undefined : new Date(Date.now() - seconds * 1_000).toISOString()
  let left = limit ?? (since === undefined ? DEFAULT_LIMIT : Infinity)
  let before = start
  const rows: Row[] = []
  for (;;) {
    const page = await pageOf({ limit: Math.min(left, PAGE), before, since })
    if (!page.ok) return page
    const found = rowsOf(page.value)
    rows.push(...found)
    left -= found.length
    const { next = null } = page.value
    if (next === null || left <= 0) return ok({ rows, next })
    before = next
  }
}

async function verified(client: AdminClient, model: string, { expectHash }: HistoryFlags): Outcome {
  const checked = await checkHistory(client, model, expectHash)
  if (!checked.ok) return checked
  const { problems } = checked.value
  if (problems.length === 0) return ok({ text: showCheck(checked.value), json: checked.value })
  const hint = 'Nothing in this history from there on is proven. Keep a copy before anything else.'
  return refuse(failure('history_broken', showCheck(checked.value), hint))
}
