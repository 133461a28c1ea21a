import { STRANGERS } from '../detector/rows.ts'
import type { RepeatCounts } from '../reporting/repeats.ts'
import { sliceOf } from './evidence-clock.ts'

/** What the calls that were repeated on stable show. A probe decides when it is unknown. */
export type Readiness = 'ready' | 'not_ready' | 'unknown'

/** Slices for which an answer counts: as long as the result of a probe. */
const FRESH_SLICES = 5

/** Minimum number of groups that show that stable is not ready: one caller is never enough. */
const MIN_GROUPS = 2

/**
 * Returns whether stable can take the traffic, by its answers of the last seconds to calls that
 * were repeated there. Each caller group counts once. Calls of one group, or of strangers, may fail
 * on both colors because of what they ask for, so they never show that stable is not ready.
 */
export function readinessOf(repeats: readonly RepeatCounts[], now: number): Readiness {
  const since = sliceOf(now) - FRESH_SLICES
  const fresh = repeats.filter(({ slice }) => slice > since)
  const groups = [...Map.groupBy(fresh, ({ caller }) => caller)].map(([caller, own]) => ({
    isKnown: caller > STRANGERS,
    answered: own.reduce((sum, one) => sum + one.answered, 0),
    failed: own.reduce((sum, one) => sum + one.failed, 0),
  }))
  const failing = groups.filter(({ answered, failed }) => failed > answered)
  const known = failing.filter(({ isKnown }) => isKnown).length
  const served = groups.filter((one) => one.isKnown && one.answered >= Math.max(1, one.failed))
  if (known >= MIN_GROUPS && known > served.length) return 'not_ready'
  return failing.length === 0 && groups.some(({ answered }) => answered > 0) ? 'ready' : 'unknown'
}
