import type { Color } from './color.ts'
import type { Signal } from './signal.ts'
import type { Finding } from './verdict.ts'

/** Says to people what was found, in one sentence. */
export function sentenceOf(
  finding: 'faulty' | 'healthy' | 'undecided' | 'hold',
  { signal, calls, bad, allowed, luck }: Finding,
  color: Color,
  missing = 0
): string {
  const counted = `${bad} of ${calls} calls ${verbOf(signal)} on ${color}`
  const limit = `${percent(allowed)} is allowed`
  switch (finding) {
    case 'faulty':
      return `${counted}; at most ${limit}; chance of this being luck: 1 in ${power(luck)}`
    case 'healthy':
      return `${counted}; ${limit}`
    case 'hold':
      return `${counted}, but going back would not help: stable shows no less`
    case 'undecided':
      return `${counted}; ${limit}; ${missing} more calls without trouble are missing for healthy`
  }
}

function verbOf(signal: Signal): string {
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

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(2))} %`
}

/** A power of ten as people write it: 10⁹. */
function power(luck: number): string {
  const exponent = Math.max(0, Math.floor(Math.log10(Math.max(1, luck))))
  return `10${String(exponent).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))}`
}
