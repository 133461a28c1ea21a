import type { Allowance } from './baseline.ts'
import type { Evidence } from './evidence.ts'
import type { Limits } from './limits.ts'
import { callsOf, outlierOf, withCohorts } from './outlier-caller.ts'
import { badOf, sampleIn, sumOf, totalOf, type Sample, type Signal } from './counts.ts'

/** Rates that a good color may have, as shares of the one that must be excluded. */
const goodShares = [0, 0.15, 0.35, 0.6] as const

/** A rate that cannot be doubled is still to be told from a full outage. */
const CERTAIN = 0.9

/** Fewer bad calls than these say nothing of who makes the trouble. */
const LOUD = 3

/**
 * Calls without trouble that are missing until a rate of `passRatio` times what is allowed can be excluded: the bar for
 * `healthy`, a likelihood ratio against that rate, which may be looked at as often as one likes (Ville's inequality).
 * Grades are too rare to wait for: they can only convict.
 */
export function missingOf(
  trial: Evidence,
  { signal, allowance }: { readonly signal: Signal; readonly allowance: Allowance },
  limits: Limits
): number {
  if (signal.startsWith('quality:')) return 0
  const excluded = Math.min(CERTAIN, limits.passRatio * allowance.usual)
  const sample = settled(trial, signal)
  const missing = missingFrom(sample, excluded, limits.falsePassChance)
  if (missing === 0 || sample.bad < LOUD) return missing
  return missingFrom(quieted(trial, signal, sample), excluded, limits.falsePassChance)
}

function missingFrom({ calls, bad }: Sample, excluded: number, falsePassChance: number): number {
  const wanted = Math.log(goodShares.length / falsePassChance)
  const each = goodShares.map((share) => {
    const perGood = Math.log((1 - share * excluded) / (1 - excluded))
    const shown = (bad === 0 ? 0 : bad * Math.log(share)) + (calls - bad) * perGood
    return (wanted - shown) / perGood
  })
  return Math.max(0, Math.ceil(Math.min(...each)))
}

/** A running call is no success yet. */
function settled(trial: Evidence, signal: Signal): Sample {
  const { success, fault, pressure } = trial.totals
  const ended = signal === 'fault' ? success + fault : success + fault + pressure
  const { calls, bad } = totalOf(trial, signal)
  const open = sumOf(trial.open.map((cohort) => sampleIn(cohort, signal)))
  return { calls: Math.max(ended, calls - open.calls), bad }
}

/** A caller who makes most of the trouble alone does not keep a color from passing. */
function quieted({ callers }: Evidence, signal: Signal, sample: Sample): Sample {
  const outlier = outlierOf(withCohorts([], [{ callers }], (bads) => badOf(bads, signal)))
  const row = callers.find(([caller]) => caller === outlier)
  const isLoudest = row !== undefined && 2 * badOf(row, signal) > sample.bad + 1
  // Whoever made nothing but mistakes of its own saw nothing of the color.
  const hasOthers = callers.some(([caller, answered]) => caller !== outlier && answered > 0)
  if (!isLoudest || !hasOthers) return sample
  return {
    calls: Math.max(0, sample.calls - callsOf(row, signal)),
    bad: Math.max(0, sample.bad - badOf(row, signal)),
  }
}
