import type { Baseline } from './baseline.ts'
import type { Evidence } from './evidence.ts'
import type { Limits } from './limits.ts'
import { callsOf, outlierCaller, addByCaller } from './outlier-caller.ts'
import { badOf, sampleIn, sumOf, totalOf, type Sample, type Signal } from './counts.ts'

/** Rates that a good color may have, as shares of the one that must be excluded. */
const goodShares = [0, 0.15, 0.35, 0.6] as const

/** A rate that cannot be doubled is still to be told from a full outage. */
const MAX_EXCLUDED_RATE = 0.9

/** Fewer bad calls than these say nothing of who makes the trouble. */
const MIN_BAD_FOR_OUTLIER = 3

/**
 * Calls without trouble that are missing until a rate of `acceptanceRatio` times what is allowed can be excluded: the bar for
 * `healthy`, a likelihood ratio against that rate, which may be looked at as often as one likes (Ville's inequality).
 * Grades are too rare to wait for: they can only convict.
 */
export function samplesNeededFor(
  candidate: Evidence,
  { signal, baseline }: { readonly signal: Signal; readonly baseline: Baseline },
  limits: Limits
): number {
  if (signal.startsWith('quality:')) return 0
  const excluded = Math.min(MAX_EXCLUDED_RATE, limits.acceptanceRatio * baseline.rate)
  const sample = endedSample(candidate, signal)
  const needed = neededFrom(sample, excluded, limits.falseAcceptanceProbability)
  if (needed === 0 || sample.bad < MIN_BAD_FOR_OUTLIER) return needed
  return neededFrom(
    withoutLoneOutlier(candidate, signal, sample),
    excluded,
    limits.falseAcceptanceProbability
  )
}

function neededFrom(
  { calls, bad }: Sample,
  excluded: number,
  falseAcceptanceProbability: number
): number {
  const wanted = Math.log(goodShares.length / falseAcceptanceProbability)
  const each = goodShares.map((share) => {
    const perGood = Math.log((1 - share * excluded) / (1 - excluded))
    const observed = (bad === 0 ? 0 : bad * Math.log(share)) + (calls - bad) * perGood
    return (wanted - observed) / perGood
  })
  return Math.max(0, Math.ceil(Math.min(...each)))
}

/** A running call is no success yet. */
function endedSample(candidate: Evidence, signal: Signal): Sample {
  const { success, fault, overload } = candidate.totals
  const ended = signal === 'fault' ? success + fault : success + fault + overload
  const { calls, bad } = totalOf(candidate, signal)
  const open = sumOf(candidate.open.map((cohort) => sampleIn(cohort, signal)))
  return { calls: Math.max(ended, calls - open.calls), bad }
}

/** A caller who makes most of the trouble alone does not keep a color from passing. */
function withoutLoneOutlier({ callers }: Evidence, signal: Signal, sample: Sample): Sample {
  const outlier = outlierCaller(addByCaller([], [{ callers }], (bads) => badOf(bads, signal)))
  const row = callers.find(([caller]) => caller === outlier)
  const isDominant = row !== undefined && 2 * badOf(row, signal) > sample.bad + 1
  // Whoever made nothing but mistakes of its own saw nothing of the color.
  const hasOthers = callers.some(([caller, answered]) => caller !== outlier && answered > 0)
  if (!isDominant || !hasOthers) return sample
  return {
    calls: Math.max(0, sample.calls - callsOf(row, signal)),
    bad: Math.max(0, sample.bad - badOf(row, signal)),
  }
}
