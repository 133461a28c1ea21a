import { noStrengths } from './statistic.ts'
import { allowanceOf, type Allowance } from './baseline.ts'
import type { Cohort, Evidence, Pairs, Stream } from './evidence.ts'
import type { Limits } from './limits.ts'
import { acquit, isShared, pairsWith } from './pairs.ts'
import { answeredOf, outlierOf, quieter, withCohorts } from './outlier-caller.ts'
import { badOf, sampleIn, signalsIn, type Sample, type Signal } from './counts.ts'
import { weigh } from './accumulate.ts'

/** Ticks after which a caller's noise has faded to a third: ten minutes of traffic. */
const NOISE_SLICES = 600
/** Ticks after which matched pairs have faded to a third. */
const PAIR_SLICES = 30
/** Ticks after which what a color showed has faded to a third: an hour of traffic. */
const PAST_SLICES = 3600

/** Folds the open slices before `until`, oldest first: from then on they take no more outcomes. */
export function fold(
  evidence: Evidence,
  until: number,
  limits: Limits,
  reference: Evidence | undefined
): Evidence {
  if (until <= evidence.openSlice) return evidence
  const old = evidence.open.filter((cohort) => cohort.slice < until)
  const allowances = new Map(
    old.flatMap(signalsIn).map((signal) => [signal, allowanceOf(reference, signal, limits)])
  )
  const folded = old.reduce((sum, cohort) => foldOne(sum, cohort, allowances), evidence)
  const open = evidence.open.filter((cohort) => cohort.slice >= until)
  return { ...folded, openSlice: until, open }
}

function foldOne(
  evidence: Evidence,
  cohort: Cohort,
  allowances: ReadonlyMap<Signal, Allowance>
): Evidence {
  const pairs = pairsWith(fadedPairs(evidence.pairs), [cohort])
  const proven = isShared(pairs) ? acquit(cohort) : cohort
  const heard = withCohorts(evidence.heard.map(quieted), [cohort], answeredOf)
  const streams: Partial<Record<Signal, Stream>> = { ...evidence.streams }
  for (const [signal, allowance] of allowances) {
    streams[signal] = foldStream(streams[signal], [proven], signal, allowance)
  }
  return { ...evidence, heard, pairs, streams }
}

/** The stream of a signal after some more slices; those without a call for the signal do not count. */
export function foldStream(
  stream: Stream | undefined,
  cohorts: readonly Cohort[],
  signal: Signal,
  allowance: Allowance
): Stream {
  return cohorts.reduce((folded, cohort) => {
    const sample = sampleIn(cohort, signal)
    return sample.calls > 0 ? withSample(folded, cohort, { signal, allowance }, sample) : folded
  }, stream ?? silent)
}

function fadedPairs({ shared, convicted }: Pairs): Pairs {
  return { shared: faded(shared, PAIR_SLICES, 0), convicted: faded(convicted, PAIR_SLICES, 0) }
}

function withSample(
  stream: Stream,
  cohort: Cohort,
  charge: { readonly signal: Signal; readonly allowance: Allowance },
  sample: Sample
): Stream {
  const { signal, allowance } = charge
  const noise = withCohorts(stream.noise.map(quieted), [cohort], (row) => badOf(row, signal))
  const loudest = outlierOf(noise)
  return {
    all: weigh(stream.all, [cohort], allowance, () => sample),
    rest: weigh(stream.rest, [cohort], allowance, () => quieter(cohort, signal, loudest)),
    noise,
    past: {
      calls: faded(stream.past.calls, PAST_SLICES, sample.calls),
      bad: faded(stream.past.bad, PAST_SLICES, sample.bad),
    },
  }
}

function faded(amount: number, ticks: number, added: number): number {
  return amount * (1 - 1 / ticks) + added
}

function quieted(amount: number): number {
  return faded(amount, NOISE_SLICES, 0)
}

const silent: Stream = {
  all: noStrengths,
  rest: noStrengths,
  noise: [],
  past: { calls: 0, bad: 0 },
}
