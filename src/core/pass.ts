import { HOPELESS } from './accumulate.ts'
import type { Allowance } from './allowed.ts'
import type { Evidence } from './evidence.ts'
import type { Limits } from './limits.ts'
import { heardOf, isAlone, noiseOf, noisiest } from './noise.ts'
import { sampleIn, sumOf, totalOf, type Sample, type Signal } from './signal.ts'

/** Rates that a good color may have, as shares of the one that must be excluded. */
const goodShares = [0, 0.15, 0.35, 0.6] as const

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
  const excluded = Math.min(HOPELESS, limits.passRatio * allowance.usual)
  const { calls, bad } = settled(trial, signal)
  const wanted = Math.log(goodShares.length / limits.falsePassChance)
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
  return quieted(trial, signal, { calls: Math.max(ended, calls - open.calls), bad })
}

/** A caller who makes most of the trouble alone does not keep a color from passing. */
function quieted(trial: Evidence, signal: Signal, { calls, bad }: Sample): Sample {
  if (bad < 3) return { calls, bad }
  const noise = noiseOf(trial, signal)
  const heard = heardOf(trial)
  const caller = noisiest(noise)
  const loud = noise[caller] ?? 0
  const all = noise.reduce((sum, one) => sum + one, 0)
  if (isAlone(heard, caller) || loud * 2 <= all + 1) return { calls, bad }
  return { calls: Math.max(0, calls - (heard[caller] ?? 0)), bad: Math.max(0, bad - loud) }
}
