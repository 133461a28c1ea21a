import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { Color } from '../../../src/core/routing/color.ts'
import { statusOf } from '../fake-admin.ts'

/** A change: its revision, its action, the live color after it, and the candidate's share. */
export type Change = readonly [
  revision: number,
  action: HistoryEntry['action'],
  to?: Color,
  weight?: number,
]

const blue = { color: 'blue', release: 'tiny-gpt-v1', staging: 0 } as const
const green = { color: 'green', release: 'tiny-gpt-v2', staging: 0 } as const

/** The releases of a change between the steps. */
const releases = { from: blue, to: blue, about: green }

/** Returns a history, newest first, of changes that are given oldest first. */
export function historyOf(...changes: readonly Change[]): readonly HistoryEntry[] {
  let live: Color = 'blue'
  const entries = changes.map(([revision, action, to = live, weight]) => {
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
      ...(weight === undefined ? {} : { weight }),
      ...(weight === undefined || weight === 100 ? {} : { releases }),
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

/** A status at the second of two steps, of revision 5. */
export function atStep(overrides: Partial<Status> = {}): Status {
  const plan = {
    steps: [
      { weight: 1, seconds: 600 },
      { weight: 10, seconds: 600 },
      { weight: 50, seconds: null },
    ],
    step: 1,
    since: '2026-01-01T00:00:05.000Z',
    endsAt: '2026-01-01T00:10:05.000Z',
    bakeSeconds: 1_800,
    waitsFor: 'time',
    goodCallsNeeded: 210,
  } as const
  const common = { phase: 'shifting', live: 'blue', candidate: 'green', weight: 10 } as const
  const steps = { ...plan, steps: [...plan.steps] }
  return inBake({ ...common, revision: 5, plan: steps, ...overrides })
}
