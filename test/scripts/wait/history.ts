import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { Color } from '../../../src/core/routing/color.ts'
import { statusOf } from '../fake-admin.ts'

/** A change: its revision, its action, and the live color after it. */
export type Change = readonly [revision: number, action: HistoryEntry['action'], to?: Color]

/** Returns a history, newest first, of changes that are given oldest first. */
export function historyOf(...changes: readonly Change[]): readonly HistoryEntry[] {
  let live: Color = 'blue'
  const entries = changes.map(([revision, action, to = live]) => {
    const from = live
    live = to
    return {
      revision,
      at: `2026-01-01T00:00:${String(revision).padStart(2, '0')}.000Z`,
      action,
      from,
      to,
      by: 'ada',
      source: 'ci',
      reason: 'x',
      evidence: null,
      collectors: null,
    }
  })
  return entries.toReversed()
}

/** A status in the bake of revision 4. */
export function inBake(overrides: Partial<Status> = {}): Status {
  const common = { phase: 'baking', live: 'green', candidate: 'green', weight: 100 } as const
  const isolates = { reporting: 3, following: 3, oldestRevision: 4, silentMs: 100 }
  return statusOf({ ...common, revision: 4, isolates, ...overrides })
}
