import type { Evidence, Row } from './evidence.ts'
import { maxScoringSegment, type Segment } from './max-scoring-segment.ts'
import { rowsBetween } from './rows.ts'
import type { SliceSums } from './scope-sums.ts'
import { testSample, type SignalTest } from './signal-test.ts'

/** The run of open slices with the strongest evidence. */
export function worstRun(slices: readonly SliceSums[], test: SignalTest): Segment | undefined {
  const samples = slices.map((one) => ({ slice: one.slice, sample: testSample(one, test) }))
  return maxScoringSegment(samples, test.baseline.alternatives)
}

/** Stable's rows in the slices of a run: none while the candidate takes all calls. */
export function rowsOnStable(
  reference: Evidence | undefined,
  { from, to }: Segment
): readonly Row[] {
  return rowsBetween(reference?.open ?? [], from, to)
}
