import type { Sample } from './counts.ts'
import { gradesOf } from './grades.ts'
import { STRANGERS } from './rows.ts'
import { zeroStatistics } from './statistic.ts'
import { numbersOf, type StoredEvidence } from './stored-evidence.ts'

/** Shape of the stored evidence. Incremented when the stored form changes. */
export const EVIDENCE_SHAPE = 5

/** The grades of older shapes: sums by the name of the quality, without callers. */
type Samples = Readonly<Record<string, Sample>>

interface StoredEvidence4 extends Omit<StoredEvidence, 'open' | 'pairs' | 'quality'> {
  readonly open: readonly StoredCohort4[]
  readonly pairs: readonly StoredCohort4[]
  /** Grades of all slices, compacted or not. */
  readonly quality: Samples
}

type StoredCohort4 = Omit<StoredEvidence['open'][number], 'quality'> & { readonly quality: Samples }

/** Evidence without causes. */
type StoredEvidence3 = Omit<StoredEvidence4, 'causes'>

/** Stored evidence, by its shape. Rows of other shapes exist too: other versions of the code wrote them. */
export type ShapedEvidence =
  | { readonly shape: typeof EVIDENCE_SHAPE; readonly evidence: StoredEvidence }
  | { readonly shape: 4; readonly evidence: StoredEvidence4 }
  | { readonly shape: 3; readonly evidence: StoredEvidence3 }

/** Returns stored evidence in the current shape; undefined when its shape has no upgrade. */
export function upgradeEvidence(stored: ShapedEvidence): StoredEvidence | undefined {
  switch (stored.shape) {
    case EVIDENCE_SHAPE:
      return stored.evidence
    case 4:
      return withCallersOfGrades(stored.evidence)
    case 3:
      return withCallersOfGrades({ ...stored.evidence, causes: [] })
    default:
      return undefined
  }
}

/** The callers of older grades are not known, so that these count as grades of strangers. */
function withCallersOfGrades(stored: StoredEvidence4): StoredEvidence {
  const { open, pairs, quality, streams } = stored
  const compacted = Object.entries(quality).map(([name, sum]): [string, Sample] => {
    const own = open.flatMap((cohort) => cohort.quality[name] ?? [])
    return [name, own.reduce(subtracted, sum)]
  })
  return {
    ...stored,
    open: open.map((cohort) => ({ ...cohort, quality: ofStrangers(cohort.quality) })),
    pairs: pairs.map((cohort) => ({ ...cohort, quality: {} })),
    quality: ofStrangers(Object.fromEntries(compacted)),
    streams: withoutRobustGrades(streams),
  }
}

function ofStrangers(samples: Samples): StoredEvidence['quality'] {
  return Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => [
      name,
      [numbersOf(gradesOf(STRANGERS, sample))],
    ])
  )
}

function subtracted(sum: Sample, one: Sample): Sample {
  return { calls: sum.calls - one.calls, bad: sum.bad - one.bad }
}

/** Returns the statistics, of which those without strangers count no older grades. */
function withoutRobustGrades(streams: StoredEvidence['streams']): StoredEvidence['streams'] {
  return Object.fromEntries(
    Object.entries(streams).flatMap(([key, stream]) => {
      if (stream === undefined) return []
      const isOfGrades = key.includes('/quality:')
      return [[key, isOfGrades ? { ...stream, robust: zeroStatistics } : stream]]
    })
  )
}
