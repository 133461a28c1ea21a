import type { Cohort, Evidence, Stream, TestKey } from './evidence.ts'
import { mergeGrades } from './grades.ts'
import type { Limits } from './limits.ts'
import { pairsBefore } from './pairs.ts'
import { countedEvidence, populationsOf, type Population } from './population.ts'
import { alignedTo } from './routes.ts'
import { decayInto } from './rows.ts'
import { sliceSumsOf, type SliceSums } from './scope-sums.ts'
import {
  beforeOpen,
  excludedBy,
  robustStepsOf,
  stepsOf,
  testSample,
  type SignalTest,
} from './signal-test.ts'
import { accumulate } from './statistic.ts'

/** Slices that are compacted together: the outlier is computed once for all of them. */
const BATCH = 10

/**
 * Logarithm of the likelihood ratio above which a caller is the outlier. Slices are compacted a few
 * at a time, and each time another caller may have the strongest evidence. Without this threshold,
 * one bad call in four would be left out for ever.
 */
const STANDS_OUT = Math.log(1000)

/**
 * Keeps at least the newest `kept` slices open, and compacts the older ones, oldest first. A
 * compacted slice takes no more outcomes.
 */
export function compact(
  evidence: Evidence,
  kept: number,
  limits: Limits,
  reference: Evidence | undefined
): Evidence {
  const { open } = evidence
  if (open.length < kept + BATCH) return evidence
  const count = open.length - kept
  const [old, rest] = [open.slice(0, count), open.slice(count)]
  const streams = streamsAfter(evidence, count, limits, reference)
  let { recent, watermark } = evidence
  for (const { slice, rows } of old) {
    recent = decayInto(recent, slice + 1 - watermark, rows)
    watermark = slice + 1
  }
  const pairs = pairsBefore(watermark, [...evidence.pairs, ...old])
  const quality = old.reduce((sum, one) => mergeGrades(sum, one.quality), evidence.quality)
  return { ...evidence, streams, recent, watermark, pairs, quality, open: rest }
}

/**
 * Returns the streams after the oldest slices, without the failures that the discounts explain. The
 * outlier is that of all open slices, because it may become visible only later.
 */
function streamsAfter(
  evidence: Evidence,
  count: number,
  limits: Limits,
  reference: Evidence | undefined
): Evidence['streams'] {
  const stable = reference === undefined ? undefined : alignedTo(evidence.routes, reference)
  const newest = evidence.open.at(-1)?.slice ?? evidence.watermark
  const populations = populationsOf(evidence, stable, limits, newest)
  return Object.assign({}, evidence.streams, ...populations.map((one) => streamsOf(one, count)))
}

function streamsOf(population: Population, count: number): Evidence['streams'] {
  const { tests } = population
  const candidate = countedEvidence(population)
  const old = candidate.open.slice(0, count)
  const sums = old.map((cohort) => sliceSumsOf(cohort, tests[0]?.heaviest))
  const streams: Partial<Record<TestKey, Stream>> = {}
  for (const test of tests) {
    const known = candidate.streams[test.key]
    if (known !== undefined || sums.some((one) => testSample(one, test).bad > 0)) {
      streams[test.key] = streamAfter(candidate, known, test, { sums, old })
    }
  }
  return streams
}

interface Compacted {
  readonly old: readonly Cohort[]
  readonly sums: readonly SliceSums[]
}

function streamAfter(
  evidence: Evidence,
  known: Stream | undefined,
  test: SignalTest,
  { old, sums }: Compacted
): Stream {
  const full = accumulate(beforeOpen(evidence, known?.full), stepsOf(sums, test)).statistics
  const steps = robustStepsOf(old, test, excludedBy(test, evidence, STANDS_OUT))
  return { full, robust: accumulate(beforeOpen(evidence, known?.robust), steps).statistics }
}
