import { zeroStatistics } from './statistic.ts'
import { baselineOf, type Baseline } from './baseline.ts'
import type { Cohort, Evidence, Pairs, Stream } from './evidence.ts'
import type { Limits } from './limits.ts'
import { discountSharedFailures, isMostlyConcordant, addPairs } from './pairs.ts'
import { answeredOf, outlierCaller, withoutCaller, addByCaller } from './outlier-caller.ts'
import { badOf, sampleIn, signalsIn, type Sample, type Signal } from './counts.ts'
import { accumulate } from './accumulate.ts'

/** Ticks after which a caller's noise has faded to a third: ten minutes of traffic. */
const CALLER_DECAY_SLICES = 600
/** Ticks after which matched pairs have faded to a third. */
const PAIR_DECAY_SLICES = 30
/** Ticks after which what a color showed has faded to a third: an hour of traffic. */
const PAST_DECAY_SLICES = 3600

/** Folds the open slices before `until`, oldest first: from then on they take no more outcomes. */
export function compact(
  evidence: Evidence,
  until: number,
  limits: Limits,
  reference: Evidence | undefined
): Evidence {
  if (until <= evidence.watermark) return evidence
  const old = evidence.open.filter((cohort) => cohort.slice < until)
  const baselines = new Map(
    old.flatMap(signalsIn).map((signal) => [signal, baselineOf(reference, signal, limits)])
  )
  const compacted = old.reduce((sum, cohort) => compactSlice(sum, cohort, baselines), evidence)
  const open = evidence.open.filter((cohort) => cohort.slice >= until)
  return { ...compacted, watermark: until, open }
}

function compactSlice(
  evidence: Evidence,
  cohort: Cohort,
  baselines: ReadonlyMap<Signal, Baseline>
): Evidence {
  const pairs = addPairs(decayedPairs(evidence.pairs), [cohort])
  const discounted = isMostlyConcordant(pairs) ? discountSharedFailures(cohort) : cohort
  const answeredByCaller = addByCaller(
    evidence.answeredByCaller.map(decayedByCaller),
    [cohort],
    answeredOf
  )
  const streams: Partial<Record<Signal, Stream>> = { ...evidence.streams }
  for (const [signal, baseline] of baselines) {
    streams[signal] = compactStream(streams[signal], [discounted], signal, baseline)
  }
  return { ...evidence, answeredByCaller, pairs, streams }
}

/** The stream of a signal after some more slices; those without a call for the signal do not count. */
export function compactStream(
  stream: Stream | undefined,
  cohorts: readonly Cohort[],
  signal: Signal,
  baseline: Baseline
): Stream {
  return cohorts.reduce((compacted, cohort) => {
    const sample = sampleIn(cohort, signal)
    return sample.calls > 0
      ? withSample(compacted, cohort, { signal, baseline }, sample)
      : compacted
  }, stream ?? emptyStream)
}

function decayedPairs({ concordant, discordant }: Pairs): Pairs {
  return {
    concordant: decayed(concordant, PAIR_DECAY_SLICES, 0),
    discordant: decayed(discordant, PAIR_DECAY_SLICES, 0),
  }
}

function withSample(
  stream: Stream,
  cohort: Cohort,
  tested: { readonly signal: Signal; readonly baseline: Baseline },
  sample: Sample
): Stream {
  const { signal, baseline } = tested
  const badByCaller = addByCaller(stream.badByCaller.map(decayedByCaller), [cohort], (row) =>
    badOf(row, signal)
  )
  const outlier = outlierCaller(badByCaller)
  return {
    all: accumulate(stream.all, [cohort], baseline, () => sample),
    withoutOutlier: accumulate(stream.withoutOutlier, [cohort], baseline, () =>
      withoutCaller(cohort, signal, outlier)
    ),
    badByCaller,
    past: {
      calls: decayed(stream.past.calls, PAST_DECAY_SLICES, sample.calls),
      bad: decayed(stream.past.bad, PAST_DECAY_SLICES, sample.bad),
    },
  }
}

function decayed(amount: number, ticks: number, added: number): number {
  return amount * (1 - 1 / ticks) + added
}

function decayedByCaller(amount: number): number {
  return decayed(amount, CALLER_DECAY_SLICES, 0)
}

const emptyStream: Stream = {
  all: zeroStatistics,
  withoutOutlier: zeroStatistics,
  badByCaller: [],
  past: { calls: 0, bad: 0 },
}
