import type { Color } from '../routing/color.ts'
import type { Signal } from './counts.ts'
import { SECONDS_PER_YEAR } from './limits.ts'
import type { Finding } from './verdict.ts'

/** Says to people what was found, in one sentence. */
export function explain(
  kind: 'faulty' | 'healthy' | 'narrow' | 'undecided' | 'hold',
  finding: Finding,
  color: Color,
  samplesNeeded = 0
): string {
  const { signal, calls, bad, seconds, baseline, srStatistic } = finding
  const counted = `${bad} of ${calls} calls ${effectOf(signal)} on ${color} in ${seconds} s`
  const share = `${Number((baseline * 100).toPrecision(2))} %`
  const ending = {
    faulty: `; at most ${share} was allowed; by chance less than once in ${durationOf(srStatistic)}`,
    healthy: `; at most ${share} is allowed`,
    narrow: ', nearly all of them of one caller; the others are well served',
    hold: ', but going back would not help: stable shows no less',
    undecided: `; ${neededCalls(samplesNeeded)} to call it healthy`,
  }
  return counted + ending[kind]
}

function effectOf(signal: Signal): string {
  switch (signal) {
    case 'fault':
      return 'failed'
    case 'overload':
      return 'were turned away as too many'
    case 'slow':
      return 'were slow to answer'
    default:
      return `were graded bad for ${signal.slice('quality:'.length)}`
  }
}

function neededCalls(samplesNeeded: number): string {
  if (samplesNeeded === 0) return 'too many'
  return samplesNeeded === 1
    ? 'one more good call is needed'
    : `${samplesNeeded} more good calls are needed`
}

/** Seconds as people say them: 3 hours, 12 days, 32 years. */
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
