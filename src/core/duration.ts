const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/**
 * Parses a duration such as `500ms`, `90s`, `30m` or `24h`; a number without a unit is in seconds.
 * Returns milliseconds; undefined for anything else, and for no time at all.
 */
export function parseDurationMs(text: string): number | undefined {
  const [, count, unit = 's'] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|[smhd])?$/.exec(text) ?? []
  const ms = Number(count) * (unitMs.get(unit) ?? NaN)
  return ms > 0 ? ms : undefined
}
