/** Returns a share between 0 and 1 in per cent with two significant digits: `0.17 %`, `5 %`. */
export function percentOf(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  if (percent < 0.01) return '< 0.01 %'
  return `${Number(percent.toPrecision(percent >= 10 ? 3 : 2))} %`
}

/** Returns calls in a second: `0.3`, `19.0`, `1,240`. */
export function rateOf(perSecond: number): string {
  if (perSecond >= 100) return countOf(Math.round(perSecond))
  return perSecond === 0 ? '0' : perSecond.toFixed(perSecond < 1 ? 2 : 1)
}

const groups = new Intl.NumberFormat('en-US')

/** Returns a whole number with groups of digits: `11,402`. */
export function countOf(count: number): string {
  return groups.format(count)
}

/** Returns `1 call`, `2 calls`. */
export function counted(count: number, noun: string): string {
  return `${countOf(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Returns milliseconds up to ten seconds, and seconds above: `181 ms`, `12.4 s`. */
export function millisecondsOf(ms: number): string {
  return ms < 10_000 ? `${countOf(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Returns a share of keys that is already in per cent: `5 %`, `0.25 %`. */
export function weightOf(percent: number): string {
  return `${Number(percent.toFixed(2))} %`
}
