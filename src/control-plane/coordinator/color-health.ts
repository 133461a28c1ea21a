import { causesIn, type Causes } from '../../core/detector/causes.ts'
import { totalsOf } from '../../core/detector/cohort.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import { mergedHistogram, type Histogram } from '../../core/reporting/log-histogram.ts'
import type { SlotEvidence } from './slot-evidence.ts'

/** Counts of a color, and the verdict on it. */
export interface Health {
  readonly totals: ReturnType<typeof totalsOf>
  /** How the bad calls failed. */
  readonly causes: Causes
  /** Times to first byte of the release, on all routes. */
  readonly firstByte: Histogram
  /** Id of the release that the counts belong to. */
  readonly release: string
  /** Undefined for the color that is not judged. */
  readonly verdict: Verdict | undefined
}

/** Returns the counts of a color with the verdict on it, if it is judged. */
export function healthOf(
  { release, evidence, firstByteTimes }: SlotEvidence,
  verdict: Verdict | undefined
): Health {
  const [totals, causes] = [totalsOf(evidence), causesIn(evidence.rows)]
  const firstByte = mergedHistogram(Object.values(firstByteTimes))
  return { totals, causes, firstByte, release, verdict }
}
