import type { Cause } from '../outcomes/cause.ts'
import type { Color } from '../routing/color.ts'
import type { Obstacle } from './acceptance.ts'
import { describeCauses, type CauseCounts } from './causes.ts'
import type { Signal } from './counts.ts'
import { SECONDS_PER_YEAR } from './limits.ts'
import type { Finding } from './verdict.ts'

/** The end of a summary. */
export type Ending =
  | { readonly kind: 'faulty'; readonly otherColor: Color | 'stable' }
  | { readonly kind: 'healthy' }
  | { readonly kind: 'hold' }
  /** The evidence is that of one caller; the others are served well. */
  | { readonly kind: 'one_caller' }
  /** Stable has too few calls in the same seconds to compare with. */
  | { readonly kind: 'awaits_stable' }
  | Obstacle

/** Returns a finding in one sentence: the numbers, the color, and the conclusion. */
export function explain(finding: Finding, color: Color, ending: Ending): string {
  const { route, calls, bad, seconds } = finding
  const what = route === undefined ? 'calls' : `calls of ${route}`
  return `${bad} of ${calls} ${what} ${failureOf(finding)} on ${color} in ${seconds} s${endingOf(finding, ending)}`
}

function endingOf(finding: Finding, ending: Ending): string {
  const { baseline, srStatistic } = finding
  const share = `${Number((baseline * 100).toPrecision(2))} %`
  switch (ending.kind) {
    case 'faulty':
      return `${repeatedOf(finding, ending.otherColor)}; at most ${share} is allowed; by chance less than once in ${durationOf(srStatistic)}`
    case 'healthy':
      return `; at most ${share} is allowed`
    case 'one_caller':
      return ', nearly all of them from one caller or from strangers; the other callers are served well'
    case 'awaits_stable':
      return '; a few more calls on stable will show whether it does better'
    case 'hold':
      return ', but going back would not help: stable shows no less'
    case 'too_few_calls':
      return `; ${neededCalls(ending.samplesNeeded)} to call it healthy`
    case 'untried_route':
      return `; ${neededCalls(ending.samplesNeeded)} on ${ending.route}, which stable serves`
    case 'above_limit':
      return `; the share of calls that ${effectOf(ending.signal)} is above what is allowed`
    case 'calls_lost':
      return `; ${ending.lost} calls ended without an outcome`
    case 'no_recent_success': {
      const what = ending.route === undefined ? 'calls' : `calls of ${ending.route}`
      return `; none of the newest ${ending.started} ${what} has succeeded`
    }
  }
}

/** Returns what the other color did with the bad calls that were repeated there. */
function repeatedOf({ bad, causes = {}, discordant = 0 }: Finding, otherColor: string): string {
  if (discordant === 0) return ''
  if (discordant < bad) return `; ${otherColor} answered ${discordant} of them well`
  const isRefusal = Object.keys(causes).every((cause) => cause.startsWith('4'))
  return isRefusal ? `; ${otherColor} accepts them` : `; ${otherColor} answered all of them well`
}

/** Returns what happened to the bad calls: one cause in words, or several with their numbers. */
function failureOf({ signal, bad, causes = {} }: Finding): string {
  const described = describeCauses(causes)
  if (described === '') return effectOf(signal)
  const only = onlyCauseOf(causes, bad)
  if (signal === 'overload') {
    return only === undefined || !isStatus(only)
      ? `were overloaded (${described})`
      : `were answered ${only} (overloaded)`
  }
  return only === undefined ? `failed (${described})` : effectOfCause(only)
}

/** Returns the cause of all bad calls; undefined when there are several, or too few calls of it. */
function onlyCauseOf(causes: CauseCounts, bad: number): string | undefined {
  const [only, ...more] = Object.entries(causes)
  if (only === undefined || more.length > 0 || only[1] < bad) return undefined
  return only[0]
}

function effectOfCause(cause: string): string {
  if (isStatus(cause)) return `were answered ${cause}`
  return effects.get(cause) ?? `failed (${cause})`
}

function isStatus(cause: string): boolean {
  return /^\d/.test(cause)
}

const effects: ReadonlyMap<string, string> = new Map(
  Object.entries({
    timeout: 'timed out',
    unreachable: 'were refused or reset',
    stalled: 'stalled before the end',
    cut: 'broke off before the end',
    empty: 'had an empty answer',
    wrong_type: 'had an answer of the wrong type',
    error_event: 'ended with an error event',
  } satisfies Readonly<Record<Exclude<Cause, `${number}`>, string>>)
)

function effectOf(signal: Signal): string {
  switch (signal) {
    case 'fault':
      return 'failed'
    case 'overload':
      return 'were answered 429, 503 or 529 (overloaded)'
    case 'slow':
      return 'were slow to answer'
    case 'lost':
      return 'ended without an outcome'
    // The grade of copied calls, see core/shadow.
    case 'quality:agreement':
      return 'were answered otherwise than by stable'
    default:
      return `were graded bad for ${signal.slice('quality:'.length)}`
  }
}

function neededCalls(samplesNeeded: number): string {
  return samplesNeeded === 1
    ? 'one more good call is needed'
    : `${samplesNeeded} more good calls are needed`
}

/** Returns seconds in a form for people: 3 hours, 12 days, 32 years. */
function durationOf(seconds: number): string {
  const units = [
    { name: 'years', seconds: SECONDS_PER_YEAR },
    { name: 'days', seconds: 86_400 },
    { name: 'hours', seconds: 3_600 },
    { name: 'seconds', seconds: 1 },
  ] as const
  const unit = units.find((one) => seconds >= 2 * one.seconds) ?? units[3]
  const count = seconds / unit.seconds
  if (count >= 1e6) return `a million ${unit.name}`
  return `${Math.floor(count).toLocaleString('en-US')} ${unit.name}`
}
