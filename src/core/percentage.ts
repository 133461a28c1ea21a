/**
 * Parses a share such as `5%` or `0.05`. Returns it in per cent with two decimals; undefined for
 * anything else. A number above 1 without the sign is no share: nobody knows what it means.
 */
export function parsePercentage(text: string): number | undefined {
  const [, digits, sign] = /^(\d{1,3}(?:\.\d{1,6})?) ?(%)?$/.exec(text) ?? []
  if (digits === undefined) return undefined
  if (sign === undefined && Number(digits) > 1) return undefined
  const percentage = rounded(sign === undefined ? Number(digits) * 100 : Number(digits))
  return percentage <= 100 ? percentage : undefined
}

/** Whether a number is a share in per cent, with two decimals at most. */
export function isPercentage(value: number): boolean {
  return value >= 0 && value <= 100 && Math.abs(rounded(value) - value) < 1e-9
}

function rounded(percentage: number): number {
  return Math.round(percentage * 100) / 100
}
