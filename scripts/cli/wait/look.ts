import { ok } from '../../../src/core/result.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { AdminClient } from '../admin-client.ts'
import type { Answer } from '../admin-request.ts'
import type { Pin } from './course.ts'

/** A model at one time. */
export interface Look {
  readonly status: Status
  /** The newest entries of the history, newest first. They go back to the switch of the pinned rollout. */
  readonly entries: readonly HistoryEntry[]
}

/** What a look asks of the admin route. */
export type LookClient = Pick<AdminClient, 'status' | 'history'>

/** Entries of one answer. */
const PAGE = 200

/** Most answers that are read: entries without a revision, such as previews, may be many. */
const MAX_PAGES = 50

/** Reads the status, and the history when something has changed. */
export async function lookAt(
  client: LookClient,
  model: string,
  pin: Pin | undefined,
  last: Look | undefined
): Promise<Answer<Look>> {
  const status = await client.status(model)
  if (!status.ok) return status
  if (last !== undefined && stateOf(status.value) === stateOf(last.status)) {
    return ok({ status: status.value, entries: last.entries })
  }
  const history = await historyTo(client, model, pin)
  if (!history.ok) return history
  const entries = history.value
  // The status must not be older than the history.
  if ((entries[0]?.revision ?? 0) <= status.value.revision)
    return ok({ status: status.value, entries })
  const newer = await client.status(model)
  return newer.ok ? ok({ status: newer.value, entries }) : newer
}

/** What the history has an entry for that a wait depends on. */
function stateOf({ revision, paused, alert }: Status): string {
  return JSON.stringify([revision, paused?.at, alert?.since])
}

/** Reads the history back to the last switch up to the pinned revision, or to its begin. */
async function historyTo(
  client: LookClient,
  model: string,
  pin: Pin | undefined
): Promise<Answer<readonly HistoryEntry[]>> {
  const entries: HistoryEntry[] = []
  let before: number | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await client.history(model, { limit: PAGE, before })
    if (!page.ok) return page
    entries.push(...page.value.entries)
    const { next = null } = page.value
    if (next === null || reachesBack(entries, pin)) break
    before = next
  }
  return ok(entries)
}

function reachesBack(entries: readonly HistoryEntry[], pin: Pin | undefined): boolean {
  const pinned = pin === undefined ? Infinity : 'of' in pin ? pin.of : pin.after
  return entries.some(({ action, revision }) => action === 'switch' && revision <= pinned)
}
