import type { Sample } from './signal.ts'

/**
 * Evidence that a rate is above what is allowed, one number for each alternative rate, in the manner of Shiryaev and
 * Roberts: per tick `R ← (1 + R) · likelihood ratio`. Under an allowed rate the mean of R grows by at most one per tick,
 * so a threshold γ is reached after γ ticks on average, or later (Pollak, Annals of Statistics 1985).
 */
export type Strengths = readonly number[]

/** How far above the allowed rate the alternatives lie: share of the way, in log odds, from there to ALMOST_ALL. */
const steps = [0.04, 0.08, 0.13, 0.19, 0.27, 0.36, 0.46, 0.58, 0.72, 0.86, 1] as const
/** What the alternatives count for; most calls can fail in many ways, but all of them only in one. */
const weights = [0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.3] as const

const ALMOST_ALL = 0.999
/** Evidence beyond this changes no verdict, and would only delay the way back once the color recovers. */
const ENOUGH = 1e15

export const noStrengths: Strengths = steps.map(() => 0)

/** The strengths after one tick with this sample. Runs once per signal and slice at each look. */
export function tick(strengths: Strengths, sample: Sample, allowed: number): Strengths {
  const good = Math.max(0, sample.calls - sample.bad)
  return strengths.map((strength, index) => {
    const rate = alternativeOf(allowed, steps[index] ?? 1)
    const ratio =
      sample.bad * Math.log(rate / allowed) + good * Math.log((1 - rate) / (1 - allowed))
    return Math.min(ENOUGH, (1 + strength) * Math.exp(ratio))
  })
}

/** The strengths weighed together: what is held against the threshold. */
export function strengthOf(strengths: Strengths): number {
  return strengths.reduce((sum, strength, index) => sum + strength * (weights[index] ?? 0), 0)
}

function alternativeOf(allowed: number, step: number): number {
  const from = Math.log(allowed / (1 - allowed))
  const to = Math.log(ALMOST_ALL / (1 - ALMOST_ALL))
  return 1 / (1 + Math.exp(-(from + (to - from) * step)))
}
