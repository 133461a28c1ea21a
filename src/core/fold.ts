import { noStrengths } from './accumulate.ts'
import { allowanceOf, type Allowance } from './allowed.ts'
import type { Cohort, Evidence, Stream } from './evidence.ts'
import type { Limits } from './limits.ts'
import { noisiest, quieter } from './noise.ts'
import { badOf, sampleIn, signalsIn, type Signal } from './signal.ts'
import { weigh } from './weigh.ts'

/** Ticks after which a caller's noise has faded to a third: ten minutes of traffic. */
const NOISE_SLICES = 600
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
  const folded = old.reduce(
    (sum, cohort) => foldOne(sum, cohort, (signal) => allowanceOf(reference, signal, limits)),
    evidence
  )
  const open = evidence.open.filter((cohort) => cohort.slice >= until)
  return { ...folded, openSlice: until, open }
}

function foldOne(
  evidence: Evidence,
  cohort: Cohort,
  allowanceFor: (signal: Signal) => Allowance
): Evidence {
  const heard = evidence.heard.map((calls, caller) =>
    faded(calls, NOISE_SLICES, cohort.callers[caller]?.[0] ?? 0)
  )
  const streams: Partial<Record<Signal, Stream>> = { ...evidence.streams }
  for (const signal of signalsIn(cohort)) {
    const stream = streams[signal] ?? silent(heard.length)
    streams[signal] = foldStream(stream, cohort, signal, allowanceFor(signal))
  }
  return { ...evidence, heard, streams }
}

function foldStream(stream: Stream, cohort: Cohort, signal: Signal, allowance: Allowance): Stream {
  const sample = sampleIn(cohort, signal)
  const noise = stream.noise.map((bad, caller) =>
    faded(bad, NOISE_SLICES, badOf(cohort.callers[caller], signal))
  )
  const loudest = noisiest(noise)
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

function silent(groups: number): Stream {
  return {
    all: noStrengths,
    rest: noStrengths,
    noise: Array.from({ length: groups }, () => 0),
    past: { calls: 0, bad: 0 },
  }
}
