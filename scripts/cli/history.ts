import { ok, refuse, type Result } from '../../src/core/result.ts'
import type { History, HistoryEntry } from '../../src/control-plane/admin/history-answers.ts'
import { adminClient, type AdminClient } from './admin-client.ts'
import { chosen, type Outcome } from './commands.ts'
import type { Connection } from './connection.ts'
import { failure, type Failure } from './failure.ts'
import type { CommonFlags } from './run-command.ts'
import { showHistory } from './show-history.ts'
import { checkHistory, showCheck } from './verify-history.ts'

/** Flags of `history`. */
export interface HistoryFlags extends CommonFlags {
  readonly limit?: number
  /** Number of the entry before which the list begins. */
  readonly before?: number
  /** Length of the list in seconds. */
  readonly since?: number
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
  const found = await entriesOf(client, model.value, flags)
  if (!found.ok) return found
  return ok({ text: showHistory(found.value, Date.now()), json: found.value })
}

/** Fetches pages until the limit; with `--since` until the first entry after that time. */
async function entriesOf(
  client: AdminClient,
  model: string,
  { limit, before: start, since: seconds }: HistoryFlags
): Promise<Result<History, Failure>> {
  const since =
    seconds === undefined ? undefined : new Date(Date.now() - seconds * 1_000).toISOString()
  let left = limit ?? (since === undefined ? DEFAULT_LIMIT : Infinity)
  let before = start
  const entries: HistoryEntry[] = []
  for (;;) {
    const page = await client.history(model, { limit: Math.min(left, PAGE), before, since })
    if (!page.ok) return page
    entries.push(...page.value.entries)
    left -= page.value.entries.length
    const { next = null } = page.value
    if (next === null || left <= 0) return ok({ ...page.value, entries })
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
