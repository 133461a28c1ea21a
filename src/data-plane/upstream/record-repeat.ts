import { mergeRepeats, repeatResultOf, type RepeatEnd } from '../../core/reporting/repeats.ts'
import { mergeAttempts, type AttemptCounts } from '../../core/reporting/second-attempts.ts'
import { SLICE_MS } from '../../core/reporting/tally.ts'
import type { Color } from '../../core/routing/color.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'
import type { Call } from '../call.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'

/** Maximum number of counts of repeated calls; the oldest are dropped first. */
const MAX_REPEATS = 512

/** Records what a color answered to a call that was repeated there. */
export function recordRepeat({ model, pointer, cohort }: Call, color: Color, end: RepeatEnd): void {
  const result = repeatResultOf(end, model.statusRules)
  if (result === undefined) return
  const now = Date.now()
  const release = releaseIdOf(pointer.slots[color])
  const slice = Math.floor(now / SLICE_MS)
  const place = { color, release, slice, caller: cohort.caller, answered: 0, failed: 0 }
  const buffer = outcomeBufferOf(model, now)
  const repeats = [...buffer.repeats, { ...place, [result]: 1 }]
  buffer.repeats = mergeRepeats(repeats).slice(-MAX_REPEATS)
}

/** Counts a second attempt, whatever its result. */
export function recordAttempt({ model }: Call, attempt: Omit<AttemptCounts, 'calls'>): void {
  const buffer = outcomeBufferOf(model, Date.now())
  buffer.attempts = mergeAttempts([...buffer.attempts, { ...attempt, calls: 1 }])
}
