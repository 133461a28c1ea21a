import type { Rollout } from './state.ts'

/** Until KV has taken a pointer, it is put again this often. */
const REPUBLISH_MS = 2_000

/** How often KV is looked at: for a pointer that somebody put there by hand, and until it shows ours. */
export const KV_POLL_MS = 10_000

/** How far KV is: it has not taken the newest pointer, it took it and shows something else, or it shows it. */
export type KvState = 'pending' | 'written' | 'visible'

/** When a coordinator wakes up for what time alone brings; undefined when nothing is left to wait for. */
export function nextAlarmAt(rollout: Rollout, kvState: KvState, now: number): number | undefined {
  switch (kvState) {
    case 'pending':
      return now + REPUBLISH_MS
    case 'written':
      return now + KV_POLL_MS
    case 'visible':
      return rollout.phase === 'baking' ? Math.max(rollout.bakeEndsAt, now + KV_POLL_MS) : undefined
  }
}
