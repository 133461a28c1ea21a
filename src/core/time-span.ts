const units = [
  { name: 'day', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** Returns a duration in its largest whole unit: `42 s`, `5 min`, `3 h`, `2 days`. */
export function durationOf(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms)
  return unit === undefined ? '0 s' : inUnit(ms, unit)
}

function inUnit(ms: number, { name, ms: unitMs }: (typeof units)[number]): string {
  const count = Math.floor(ms / unitMs)
  return `${count} ${name}${name === 'day' && count > 1 ? 's' : ''}`
}

/** Returns a length that somebody has set, exactly: `500 ms`, `90 s`, `10 min`. */
export function lengthOf(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms && ms % candidate.ms === 0)
  return unit === undefined ? `${ms} ms` : inUnit(ms, unit)
}

/** Returns a time span as on a clock: `6:12`, `1:00:05`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const digits = (count: number) => `${count}`.padStart(2, '0')
  if (minutes < 60) return `${minutes}:${digits(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${digits(minutes % 60)}:${digits(seconds % 60)}`
}
