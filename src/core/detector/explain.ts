import type { Color } from '../routing/color.ts'
import type { Signal } from './counts.ts'
import type { Finding } from './verdict.ts'

/** Says to people what was found, in one sentence. */
export function sentenceOf(
  kind: 'faulty' | 'healthy' | 'narrow' | 'undecided' | 'hold',
  finding: Finding,
  color: Color,
  missing = 0
): string {
  const { signal, calls, bad, seconds, allowed, luck } = finding
  const counted = `${bad} of ${calls} calls ${deedOf(signal)} on ${color} in ${seconds} s`
  const share = `${Number((allowed * 100).toPrecision(2))} %`
  const ending = {
    faulty: `; at most ${share} was allowed; chance of this being luck: 1 in ${power(luck)}`,
    healthy: `; at most ${share} is allowed`,
    narrow: ', nearly all of them of one caller; the others are well served',
    hold: ', but going back would not help: stable shows no less',
    undecided: `; ${missingCalls(missing)} to call it healthy`,
  }
  return counted + ending[kind]
}

function deedOf(signal: Signal): string {
  switch (signal) {
    case 'fault':
      return 'failed'
    case 'pressure':
      return 'were turned away as too many'
    case 'slow':
      return 'were slow to answer'
    default:
      return `were graded bad for ${signal.slice('quality:'.length)}`
  }
}

function missingCalls(missing: number): string {
  if (missing === 0) return 'too many'
  return missing === 1 ? 'one more good call is needed' : `${missing} more good calls are needed`
}

/** A power of ten as people write it: 10⁹. */
function power(luck: number): string {
  const exponent = Math.max(0, Math.floor(Math.log10(Math.max(1, luck))))
  return `10${String(exponent).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))}`
}
