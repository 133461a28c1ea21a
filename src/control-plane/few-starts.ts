import { mergeInProgress } from '../core/reporting/in-progress.ts'
import type { Reporter } from './coordinator/store.ts'

/** Maximum number of reporters that are stored with the starts of their calls. */
const MAX_STORED_STARTS = 200

/**
 * Returns the reporters with the starts of a bounded number. A reporter that lives on reports them
 * again soon, so those that have been silent longest keep theirs.
 */
export function withFewStarts(
  entries: readonly (readonly [string, Reporter])[]
): readonly (readonly [string, Reporter])[] {
  let kept = 0
  return entries.map(([isolate, reporter]) => {
    if (reporter.inProgress.length === 0 || kept++ < MAX_STORED_STARTS) return [isolate, reporter]
    return [isolate, { ...reporter, inProgress: mergeInProgress(reporter.inProgress) }]
  })
}
