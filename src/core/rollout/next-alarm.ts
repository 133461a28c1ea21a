import type { Rollout } from './transition.ts'

/** Until KV has taken a pointer, it is put again this often. */
const REPUBLISH_MS = 2_000

/** How often KV is looked at: for a pointer that somebody put there by hand, and until it shows ours. */
export const LOOK_MS = 10_000

/** How far KV is: it has not taken the newest pointer, it took it and shows something else, or it shows it. */
export type Published = 'not_taken' | 'not_shown' | 'shown'

/** When a coordinator wakes up for what time alone brings; undefined when nothing is left to wait for. */
export function wakeAt(rollout: Rollout, published: Published, now: number): number | undefined {
  switch (published) {
    case 'not_taken':
      return now + REPUBLISH_MS
    case 'not_shown':
      return now + LOOK_MS
    case 'shown':
      return rollout.phase === 'baking' ? Math.max(rollout.bakeEndsAt, now + LOOK_MS) : undefined
  }
}
