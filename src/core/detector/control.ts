import { worstRun } from './worst-run.ts'
import { addSamples, noSample, sampleOf, type Counts, type Sample } from './counts.ts'
import type { Cohort, Evidence } from './evidence.ts'
import type { Segment } from './max-scoring-segment.ts'
import { outlierCaller } from './outlier-caller.ts'
import { byCaller, rowsBetween, STRANGERS } from './rows.ts'
import { nobody, rowsIn, selectedSample } from './scope.ts'
import type { SignalTest } from './signal-test.ts'
import { isTooFew, mayBeOnlyOne } from './stable-evidence.ts'
import type { Result } from './test-result.ts'

/**
 * What stable shows in the seconds of an alarm: `better`; `no_better`; too few calls to tell, and
 * more of them are expected soon (`awaited`); or too few calls to wait for (`absent`).
 */
export type Control = 'better' | 'no_better' | 'awaited' | 'absent'

/**
 * Logarithm of the likelihood ratio of two rates to a common one from which on stable is better.
 * During an outage behind both colors, one alarm in a hundred passes at most, about.
 */
const LOG_RATIO = Math.log(300)
/**
 * Slices for which an alarm waits for calls on stable. It also waits until its evidence is twice as
 * strong as an alarm needs to be.
 */
const LONGEST_WAIT = 15

/**
 * Compares an alarm with stable's calls of the same seconds. `stableShare` is the share of all calls
 * that stable takes meanwhile.
 */
export function controlOf({ test, breadth }: Result, stableShare: number): Control {
  const { candidate, slices, reference } = breadth
  const run = worstRun(slices, test)
  // A grade judges what a release is, and not what happens at the same time.
  if (reference === undefined || run === undefined || test.quality !== undefined) return 'absent'
  const stable = addSamples(sameSeconds(reference, run, test), pairsIn(candidate, run, test))
  // Calls of strangers may fail on both colors, which known callers on stable do not show.
  const known = knownIn(candidate, run, test)
  if (ratioOf(known, stable) >= LOG_RATIO) return 'better'
  // Pairs alone show too little: a call that fails on both colors now and then is answered well when it is repeated.
  const withStrangers = addSamples(
    addSamples(stable, pairsOfStrangers(candidate, run, test)),
    strangersOnStable(reference, run, test)
  )
  if (ratioOf(run, withStrangers) >= LOG_RATIO) return 'better'
  // Whoever changes its key for each call is a stranger, and cannot make stable look bad to known callers.
  const shown = known.bad === 0 ? withStrangers : stable
  if (ratioOf(run, { calls: shown.calls, bad: 0 }) >= LOG_RATIO) return 'no_better'
  return isWorthWaiting(run, test, stableShare) ? 'awaited' : 'absent'
}

/** Stable's calls in the slices of a run, without strangers and without the caller that stands out. */
function sameSeconds({ open }: Evidence, { from, to }: Segment, test: SignalTest): Sample {
  const cohorts = open
    .filter(({ slice }) => slice >= from && slice <= to)
    .map(({ slice, rows, quality }): Cohort => ({
      slice,
      rows: rows.filter(({ caller }) => caller !== STRANGERS),
      quality,
    }))
  const rows = cohorts.flatMap((cohort) => cohort.rows)
  if (rows.length === 0) return noSample
  const outlier = outlierCaller({ open: cohorts, recent: [] }, test, test.baseline.alternatives)
  const all = selectedSample(rows, test, nobody)
  if (outlier === undefined) return all
  const kept = rows.filter(({ caller }) => caller !== outlier)
  const others = selectedSample(kept, test)
  return mayBeOnlyOne(outlier, test) && isTooFew(others, all) ? all : others
}

/**
 * Stable's answers to calls that failed on the candidate and were repeated, without strangers and
 * without the caller with the most calls that fail on both.
 */
function pairsIn({ open }: Evidence, { from, to }: Segment, test: SignalTest): Sample {
  if (test.signal !== 'fault') return noSample
  const rows = rowsIn(rowsBetween(open, from, to), test)
  const callers = [...byCaller(rows)].filter(([caller]) => caller !== STRANGERS)
  const most = Math.max(0, ...callers.map(([, { concordant }]) => concordant))
  const worst = callers.find(([, { concordant }]) => concordant > 0 && concordant === most)?.[0]
  const pairs = callers.filter(([caller]) => caller !== worst).map(([, counts]) => counts)
  return pairs.map(onStable).reduce(addSamples, noSample)
}

/** Stable's answers to the calls of strangers that failed on the candidate and were repeated. */
function pairsOfStrangers(candidate: Evidence, run: Segment, test: SignalTest): Sample {
  if (test.signal !== 'fault') return noSample
  const counts = strangersIn(candidate, run, test)
  return counts === undefined ? noSample : onStable(counts)
}

/** Stable's calls of strangers in the slices of a run. */
function strangersOnStable(reference: Evidence, run: Segment, test: SignalTest): Sample {
  const counts = strangersIn(reference, run, test)
  return counts === undefined ? noSample : sampleOf(counts, test.signal)
}

/** The calls of known callers in a run. */
function knownIn({ open }: Evidence, { from, to }: Segment, test: SignalTest): Sample {
  const rows = rowsBetween(open, from, to).filter(({ caller }) => caller !== STRANGERS)
  return selectedSample(rows, test, nobody)
}

function strangersIn(
  { open }: Evidence,
  { from, to }: Segment,
  test: SignalTest
): Counts | undefined {
  return byCaller(rowsIn(rowsBetween(open, from, to), test)).get(STRANGERS)
}

function onStable({ concordant, discordant }: Counts): Sample {
  return { calls: concordant + discordant, bad: concordant }
}

/**
 * Returns the logarithm of the likelihood ratio of a rate for each sample to a common rate; 0 when
 * the rate of the candidate is not the higher one.
 */
function ratioOf(candidate: Sample, stable: Sample): number {
  if (stable.calls <= 0 || candidate.bad * stable.calls <= stable.bad * candidate.calls) return 0
  const both = { calls: candidate.calls + stable.calls, bad: candidate.bad + stable.bad }
  return logLikelihood(candidate) + logLikelihood(stable) - logLikelihood(both)
}

/** The logarithm of the likelihood of a sample at its own rate. */
function logLikelihood({ calls, bad }: Sample): number {
  const good = calls - bad
  return (
    (bad <= 0 ? 0 : bad * Math.log(bad / calls)) + (good <= 0 ? 0 : good * Math.log(good / calls))
  )
}

/** Whether the longest wait is not over, and brings enough calls on stable to tell, on average. */
function isWorthWaiting(run: Segment, { threshold }: SignalTest, stableShare: number): boolean {
  const length = run.to - run.from + 1
  if (length >= LONGEST_WAIT && run.score >= 2 * Math.log(threshold)) return false
  const factor = Math.max(2, LONGEST_WAIT / length)
  const expected = { calls: run.calls * factor, bad: run.bad * factor }
  const stableCalls = (expected.calls * stableShare) / (1 - stableShare)
  return ratioOf(expected, { calls: stableCalls, bad: 0 }) >= LOG_RATIO
}
