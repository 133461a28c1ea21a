import { strengthOf } from './accumulate.ts'
import { allowanceOf, type Allowance } from './allowed.ts'
import { SLICE_MS, type Evidence } from './cohort.ts'
import type { Color } from './color.ts'
import { limitOf, thresholdOf, type Limits } from './limits.ts'
import { heardOf, isAlone, noiseOf, noisiest, quieter } from './noise.ts'
import { missingOf } from './pass.ts'
import { sentenceOf } from './sentence.ts'
import { sampleIn, totalOf, type Signal } from './signal.ts'
import { loudestSpan } from './span.ts'
import type { Finding, Verdict } from './verdict.ts'
import { weigh } from './weigh.ts'

/** What a judgement is about. `reference` is the evidence of stable, of now or from before the switch. */
export interface Case {
  readonly color: Color
  readonly trial: Evidence
  readonly reference?: Evidence
  readonly now: number
  readonly limits: Limits
}

/** One signal of a case, and what is allowed of it. */
interface Charge {
  readonly signal: Signal
  readonly allowance: Allowance
  readonly luck: number
  /** Share of the way to an alarm; 1 is there. */
  readonly closeness: number
}

/**
 * Ticks between the alarms of a lower bar, about a day: what the callers without the noisiest one must reach as well,
 * and where a color is too suspicious to be called healthy.
 */
const SUSPICION = 1e5

/** Judges a color by its evidence. Not enough evidence is `undecided`, whatever the rates. */
export function judge(subject: Case): Verdict {
  const { color, limits } = subject
  const charges = chargesOf(subject)
  const worst = charges.reduce((a, b) => (b.closeness > a.closeness ? b : a))
  if (worst.closeness >= 1 && isBroad(subject, worst)) {
    const finding = { ...overall(subject, worst), ...atItsWorst(subject, worst) }
    return { kind: 'faulty', sentence: sentenceOf('faulty', finding, color), ...finding }
  }
  const finding = overall(subject, worst)
  if (isBadLikeStable(subject, worst)) {
    const sentence = sentenceOf('hold', finding, color)
    return { kind: 'undecided', hold: true, missing: 0, sentence, ...finding }
  }
  const missing = Math.max(...charges.map((charge) => missingOf(subject.trial, charge, limits)))
  if (missing === 0 && worst.luck < SUSPICION) {
    return { kind: 'healthy', sentence: sentenceOf('healthy', finding, color), ...finding }
  }
  const sentence = sentenceOf('undecided', finding, color, missing)
  return { kind: 'undecided', hold: false, missing, sentence, ...finding }
}

function chargesOf({ trial, reference, limits }: Case): readonly [Charge, ...Charge[]] {
  const qualities = Object.keys(trial.quality)
  const charge = (signal: Signal): Charge => {
    const allowance = allowanceOf(reference, signal, limits)
    const strengths = weigh(trial.streams[signal]?.all, trial.open, allowance, (cohort) =>
      sampleIn(cohort, signal)
    )
    const luck = strengthOf(strengths)
    const closeness = luck / thresholdOf(signal, limits, qualities.length)
    return { signal, allowance, luck, closeness }
  }
  const graded = qualities.map((name) => charge(`quality:${name}`))
  return [charge('fault'), charge('pressure'), charge('slow'), ...graded]
}

/** Whether the trouble is seen by more callers than the noisiest one, if there are others. */
function isBroad({ trial }: Case, { signal, allowance }: Charge): boolean {
  const caller = noisiest(noiseOf(trial, signal))
  if (isAlone(heardOf(trial), caller)) return true
  const rest = weigh(trial.streams[signal]?.rest, trial.open, allowance, (cohort) =>
    quieter(cohort, signal, caller)
  )
  return strengthOf(rest) >= SUSPICION
}

/** Whether the color breaks the operator's limit, but stable does too. */
function isBadLikeStable({ trial, limits }: Case, { signal, allowance }: Charge): boolean {
  if (!allowance.isStableBad) return false
  const limit = { usual: limitOf(limits, signal), isStableBad: false }
  const open = weigh(undefined, trial.open, limit, (cohort) => sampleIn(cohort, signal))
  return strengthOf(open) >= SUSPICION
}

/** The numbers since the switch. */
function overall({ trial, now }: Case, { signal, allowance, luck }: Charge): Finding {
  const seconds = Math.max(0, Math.ceil(now / 1000 - (trial.sinceSlice * SLICE_MS) / 1000))
  return { signal, ...totalOf(trial, signal), seconds, allowed: allowance.usual, luck }
}

/** The run of slices that speaks loudest, unless all since the switch speak louder together. */
function atItsWorst({ trial }: Case, { signal, allowance }: Charge): Partial<Finding> {
  const span = loudestSpan(trial.open, signal, allowance.usual)
  const whole = { slice: 0, counts: trial.totals, quality: trial.quality, callers: {} }
  const all = loudestSpan([whole], signal, allowance.usual)
  if (span === undefined || (all !== undefined && all.score > span.score)) return {}
  const seconds = ((span.to - span.from + 1) * SLICE_MS) / 1000
  return { calls: span.calls, bad: span.bad, seconds }
}
