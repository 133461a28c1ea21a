import { noStrengths, strengthOf, tick, type Strengths } from './accumulate.ts'
import { allowedAt } from './allowed.ts'
import type { Color } from './color.ts'
import type { Cohort, Evidence } from './evidence.ts'
import { limitOf, type Limits } from './limits.ts'
import { isAlone, noiseOf, noisiest, quieter } from './noise.ts'
import { sentenceOf } from './sentence.ts'
import { sampleIn, type Sample, type Signal } from './signal.ts'
import type { Finding, Verdict } from './verdict.ts'

/** What a judgement is about. `reference` is the evidence of stable, of now or from before the switch. */
export interface Case {
  readonly color: Color
  readonly trial: Evidence
  readonly reference?: Evidence
  readonly now: number
  readonly limits: Limits
}

/** Ticks between alarms of the callers without the noisiest one: a day, so that one caller alone does not decide. */
const REST_BAR = 1e5
const SECONDS_PER_YEAR = 31_557_600

/** Judges a color by its evidence. Not enough evidence is `undecided`, whatever the rates. */
export function judge(subject: Case): Verdict {
  const suspects = signalsOf(subject.trial)
    .map((signal) => suspect(subject, signal))
    .toSorted((a, b) => b.luck * shareOf(b.signal) - a.luck * shareOf(a.signal))
  const worst = suspects[0] ?? emptyFinding(subject.limits)
  if (isFaulty(subject, worst)) {
    return { kind: 'faulty', sentence: sentenceOf('faulty', worst, subject.color), ...worst }
  }
  const missing = Math.max(...suspects.map((finding) => missingOf(subject, finding)), 0)
  if (missing === 0 && suspects.length > 0) {
    return { kind: 'healthy', sentence: sentenceOf('healthy', worst, subject.color), ...worst }
  }
  const hold = isBadAnyway(subject, worst.signal)
  const sentence = sentenceOf(hold ? 'hold' : 'undecided', worst, subject.color, missing)
  return { kind: 'undecided', hold, missing, sentence, ...worst }
}

function isFaulty({ trial, limits, reference }: Case, { signal, luck }: Finding): boolean {
  if (luck * shareOf(signal) < limits.falseAlarmYears * SECONDS_PER_YEAR) return false
  const caller = noisiest(noiseOf(trial, signal))
  if (isAlone(trial, caller)) return true
  const rest = accumulate(trial.streams[signal]?.rest, trial.open, (cohort) => ({
    sample: quieter(cohort, signal, caller),
    allowed: allowedAt(reference, signal, limits, cohort.slice),
  }))
  return strengthOf(rest) >= REST_BAR
}

function suspect({ trial, reference, limits, now }: Case, signal: Signal): Finding {
  const strengths = accumulate(trial.streams[signal]?.all, trial.open, (cohort) => ({
    sample: sampleIn(cohort, signal),
    allowed: allowedAt(reference, signal, limits, cohort.slice),
  }))
  const { calls, bad } = totalOf(trial, signal)
  const allowed = allowedAt(reference, signal, limits, Math.floor(now / 1000))
  return { signal, calls, bad, allowed, luck: strengthOf(strengths) }
}

/** Whether the open slices break the operator's own limit, whatever stable shows. */
function isBadAnyway({ trial, reference, limits }: Case, signal: Signal): boolean {
  if (reference === undefined) return false
  const alone = accumulate(undefined, trial.open, (cohort) => ({
    sample: sampleIn(cohort, signal),
    allowed: limitOf(limits, signal),
  }))
  return strengthOf(alone) >= REST_BAR
}

function accumulate(
  base: Strengths | undefined,
  open: readonly Cohort[],
  look: (cohort: Cohort) => { readonly sample: Sample; readonly allowed: number }
): Strengths {
  return open.reduce((strengths, cohort) => {
    const { sample, allowed } = look(cohort)
    return sample.calls === 0 ? strengths : tick(strengths, sample, allowed)
  }, base ?? noStrengths)
}

/** Calls without trouble that are missing until twice the limit can be excluded. */
function missingOf({ limits, trial }: Case, finding: Finding): number {
  if (finding.signal.startsWith('quality:')) return 0
  const settled = trial.totals.success + finding.bad
  const barred = Math.min(0.9, limits.passRatio * finding.allowed)
  const bits = (rate: number): number =>
    finding.bad * Math.log(rate / barred) +
    (settled - finding.bad) * Math.log((1 - rate) / (1 - barred))
  const shown = Math.max(bits(barred / 4), bits(barred / 2))
  const wanted = Math.log(2 / limits.falsePassChance)
  const perCall = Math.log((1 - barred / 2) / (1 - barred))
  return Math.max(0, Math.ceil((wanted - shown) / perCall))
}

function signalsOf(trial: Evidence): readonly Signal[] {
  const graded = Object.keys(trial.quality).map((name): Signal => `quality:${name}`)
  const signals: readonly Signal[] = ['fault', 'pressure', 'slow', ...graded]
  return signals.filter((signal) => totalOf(trial, signal).calls > 0)
}

function totalOf(trial: Evidence, signal: Signal): Sample {
  return sampleIn({ counts: trial.totals, quality: trial.quality }, signal)
}

/** The promise of a mean time between false alarms is shared out among the signals. */
function shareOf(signal: Signal): number {
  return signal === 'fault' ? 0.7 : 0.1
}

function emptyFinding(limits: Limits): Finding {
  return { signal: 'fault', calls: 0, bad: 0, allowed: limits.maxFaultRate, luck: 0 }
}
