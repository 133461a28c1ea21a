import { alternativesTo, HOPELESS } from './accumulate.ts'
import type { Cohort } from './evidence.ts'
import { sampleIn, type Signal } from './signal.ts'

/** A run of slices, and what was seen in it. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly calls: number
  readonly bad: number
  /** Logarithm of the likelihood ratio against the allowed rate. */
  readonly score: number
}

/**
 * The run of slices that speaks loudest against an allowed rate: the maximal sum of each alternative (Kadane's scan),
 * and of these the largest. Undefined when no run speaks against it.
 */
export function loudestSpan(
  cohorts: readonly Cohort[],
  signal: Signal,
  allowed: number
): Span | undefined {
  if (allowed >= HOPELESS) return undefined
  const { perBad, perGood } = alternativesTo(allowed)
  const spans = perBad.map((bad, index) => maximal(cohorts, signal, bad, perGood[index] ?? 0))
  return spans.reduce(louder, undefined)
}

function maximal(
  cohorts: readonly Cohort[],
  signal: Signal,
  perBad: number,
  perGood: number
): Span | undefined {
  let running: Span | undefined
  let best: Span | undefined
  for (const cohort of cohorts) {
    const { calls, bad } = sampleIn(cohort, signal)
    const score = bad * perBad + (calls - bad) * perGood
    const own = { from: cohort.slice, to: cohort.slice, calls, bad, score }
    running = running === undefined || running.score <= 0 ? own : joined(running, own)
    best = louder(best, running)
  }
  return best
}

function joined(span: Span, next: Span): Span {
  return {
    from: span.from,
    to: next.to,
    calls: span.calls + next.calls,
    bad: span.bad + next.bad,
    score: span.score + next.score,
  }
}

function louder(one: Span | undefined, other: Span | undefined): Span | undefined {
  if (other === undefined || other.score <= 0) return one
  return one === undefined || other.score > one.score ? other : one
}
