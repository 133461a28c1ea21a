import { noStrengths, tick } from './accumulate.ts'
import { allowedAt } from './allowed.ts'
import type { Cohort, Evidence, Stream } from './evidence.ts'
import type { Limits } from './limits.ts'
import { noisiest, quieter } from './noise.ts'
import { badOf, sampleIn, signalsIn, type Signal } from './signal.ts'

/** Ticks after which a caller's noise has faded to a third. */
const NOISE_SLICES = 600
/** Ticks after which what a color showed has faded to a third. */
const PAST_SLICES = 3600

/** Folds the open slices before `until`, oldest first. */
export function fold(
  evidence: Evidence,
  until: number,
  limits: Limits,
  reference: Evidence | undefined
): Evidence {
  if (until <= evidence.openSlice) return evidence
  const old = evidence.open.filter((cohort) => cohort.slice < until)
  const folded = old.reduce((sum, cohort) => foldOne(sum, cohort, limits, reference), evidence)
  return {
    ...folded,
    openSlice: until,
    open: evidence.open.filter((cohort) => cohort.slice >= until),
  }
}

function foldOne(
  evidence: Evidence,
  cohort: Cohort,
  limits: Limits,
  reference: Evidence | undefined
): Evidence {
  const heard = evidence.heard.map(
    (calls, caller) => calls * (1 - 1 / NOISE_SLICES) + (cohort.callers[caller]?.[0] ?? 0)
  )
  const streams: Partial<Record<Signal, Stream>> = { ...evidence.streams }
  for (const signal of signalsIn(cohort)) {
    const allowed = allowedAt(reference, signal, limits, cohort.slice)
    streams[signal] = foldStream(streams[signal] ?? silent(heard.length), cohort, signal, allowed)
  }
  return { ...evidence, heard, streams }
}

function foldStream(stream: Stream, cohort: Cohort, signal: Signal, allowed: number): Stream {
  const sample = sampleIn(cohort, signal)
  const noise = stream.noise.map(
    (bad, caller) => bad * (1 - 1 / NOISE_SLICES) + badOf(cohort.callers[caller], signal)
  )
  const rest = quieter(cohort, signal, noisiest(noise))
  const keep = 1 - 1 / PAST_SLICES
  return {
    all: tick(stream.all, sample, allowed),
    rest: tick(stream.rest, rest, allowed),
    noise,
    past: {
      calls: stream.past.calls * keep + sample.calls,
      bad: stream.past.bad * keep + sample.bad,
    },
  }
}

function silent(groups: number): Stream {
  return {
    all: noStrengths,
    rest: noStrengths,
    noise: Array.from({ length: groups }, () => 0),
    past: { calls: 0, bad: 0 },
  }
}
