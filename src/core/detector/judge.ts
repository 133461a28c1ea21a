import { strengthOf } from './statistic.ts'
import { allowanceOf, plain, type Allowance } from './baseline.ts'
import { SLICE_MS, type Evidence } from './cohort.ts'
import type { Color } from '../routing/color.ts'
import { foldStream } from './compact.ts'
import { limitOf, thresholdOf, type Limits } from './limits.ts'
import { heardOf, isAlone, outlierOf } from './outlier-caller.ts'
import { acquitted, isShared, recentPairs } from './pairs.ts'
import { missingOf } from './acceptance.ts'
import { sentenceOf } from './explain.ts'
import { sampleIn, totalOf, type Signal } from './counts.ts'
import { loudestSpan } from './max-scoring-segment.ts'
import type { Finding, Verdict } from './verdict.ts'
import { weigh } from './accumulate.ts'

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
  const proven = { ...subject, trial: acquitted(subject.trial) }
  const charges = chargesOf(proven)
  const worst = worstOf(charges)
  const isSuspicious = worst.luck >= SUSPICION
  const isProven = isSuspicious && isBroad(proven, worst)
  if (isProven && worst.closeness >= 1) {
    const finding = { ...overall(subject, worst), ...atItsWorst(proven, worst) }
    return { kind: 'faulty', sentence: sentenceOf('faulty', finding, color), ...finding }
  }
  const shared = charges.find((charge) => isBadLikeStable(subject, charge))
  if (shared !== undefined) {
    const finding = overall(subject, shared)
    const sentence = sentenceOf('hold', finding, color)
    return { kind: 'undecided', hold: true, missing: 0, sentence, ...finding }
  }
  const finding = overall(subject, worst)
  const missing = Math.max(...charges.map((charge) => missingOf(subject.trial, charge, limits)))
  if (missing === 0 && !isProven) {
    const ending = isSuspicious ? 'narrow' : 'healthy'
    return { kind: 'healthy', sentence: sentenceOf(ending, finding, color), ...finding }
  }
  const sentence = sentenceOf('undecided', finding, color, missing)
  return { kind: 'undecided', hold: false, missing, sentence, ...finding }
}

/** The charge nearest to an alarm; as long as none is suspicious, people want to hear of faults. */
function worstOf(charges: readonly [Charge, ...Charge[]]): Charge {
  const nearest = charges.reduce((one, other) => (other.closeness > one.closeness ? other : one))
  return nearest.luck < SUSPICION ? charges[0] : nearest
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

/** Whether the trouble is seen by more callers than one that stands out, if there are others. */
function isBroad({ trial }: Case, { signal, allowance }: Charge): boolean {
  const { noise, rest } = foldStream(trial.streams[signal], trial.open, signal, allowance)
  const outlier = outlierOf(noise)
  if (outlier !== undefined && isAlone(heardOf(trial), outlier)) return true
  return strengthOf(rest) >= SUSPICION
}

/** Whether the color breaks the operator's limit, but stable does too, or fails the same calls. */
function isBadLikeStable({ trial, limits }: Case, { signal, allowance }: Charge): boolean {
  if (!allowance.isStableBad && !isShared(recentPairs(trial))) return false
  const limit = plain(limitOf(limits, signal))
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
  const span = loudestSpan(trial.open, signal, allowance.against)
  const whole = { slice: 0, counts: trial.totals, quality: trial.quality, callers: [] }
  const all = loudestSpan([whole], signal, allowance.against)
  if (span === undefined || (all !== undefined && all.score > span.score)) return {}
  const seconds = ((span.to - span.from + 1) * SLICE_MS) / 1000
  return { calls: span.calls, bad: span.bad, seconds }
}
