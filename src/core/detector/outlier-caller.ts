import { sampleOf, type CallSignal, type Counts, type Sample } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'
import { maxScoringSegment, type SliceSample } from './max-scoring-segment.ts'
import { byCaller, STRANGERS } from './rows.ts'
import { isIn, type Selection } from './scope.ts'
import type { Alternatives } from './statistic.ts'

/**
 * Returns the known caller group with the strongest evidence of its own against the color;
 * undefined when no group has a bad call. It is the one with the largest likelihood ratio over a
 * run of slices, not the one with the most bad calls. A group with many calls collects bad ones
 * over time, which must not hide a burst of another group. `minScore` is the logarithm of the
 * likelihood ratio that the outlier must exceed.
 */
export function outlierCaller(
  evidence: Pick<Evidence, 'open' | 'recent'>,
  selection: Selection,
  alternatives: Alternatives,
  minScore = 0
): number | undefined {
  // The compacted slices count as one slice before the open ones.
  const cohorts = [{ slice: -1, rows: evidence.recent }, ...evidence.open]
  let outlier: number | undefined
  let strongest = minScore
  for (const [caller, samples] of samplesByCaller(cohorts, selection)) {
    const score = maxScoringSegment(samples, alternatives)?.score ?? 0
    if (score <= strongest) continue
    strongest = score
    outlier = caller
  }
  return outlier
}

/** Returns the known caller group with the most answered calls. */
export function heaviestCaller(rows: readonly Row[]): number | undefined {
  let heaviest: number | undefined
  let most = 0
  for (const [caller, { started, neutral }] of byCaller(rows)) {
    if (caller <= STRANGERS || started - neutral <= most) continue
    most = started - neutral
    heaviest = caller
  }
  return heaviest
}

/** Returns the known caller group with the most good grades. A bad grade that is discounted is good. */
export function bestGradedCaller(grades: readonly Row[]): number | undefined {
  const known = [...byCaller(grades)].filter(([caller]) => caller > STRANGERS)
  const [best] = known.toSorted(
    ([, one], [, other]) => other.started - other.fault - (one.started - one.fault)
  )
  return best?.[0]
}

/** Returns the samples of the callers that have bad calls. */
function samplesByCaller(
  cohorts: readonly Pick<Cohort, 'slice' | 'rows'>[],
  selection: Selection
): ReadonlyMap<number, readonly SliceSample[]> {
  const { signal } = selection
  const byGroup = new Map<number, SliceSample[]>()
  for (const { rows } of cohorts) {
    for (const row of rows) {
      if (row.caller > STRANGERS && row.counts[signal] > 0 && isIn(row, selection)) {
        byGroup.set(row.caller, [])
      }
    }
  }
  if (byGroup.size === 0) return byGroup
  for (const { slice, rows } of cohorts) {
    for (const row of rows) {
      const samples = byGroup.get(row.caller)
      if (samples === undefined || !isIn(row, selection)) continue
      samples.push({ slice, sample: ownSample(row.counts, signal) })
    }
  }
  return byGroup
}

/**
 * Returns the calls of a caller whose failures the caller may have caused. A discordant pair does
 * not count, because the other color answered the very same call well.
 */
function ownSample(counts: Counts, signal: CallSignal): Sample {
  const { calls, bad } = sampleOf(counts, signal)
  return signal === 'fault' ? { calls, bad: bad - counts.discordant } : { calls, bad }
}
