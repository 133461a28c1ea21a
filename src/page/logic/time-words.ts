const units = [
  { name: 'day', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** Returns a duration in its largest whole unit: `42 s`, `5 min`, `3 h`, `2 days`. */
export function spanOf(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms)
  if (unit === undefined) return '0 s'
  const count = Math.floor(ms / unit.ms)
  return `${count} ${unit.name}${unit.name === 'day' && count > 1 ? 's' : ''}`
}

/** Returns how far a time is from now: `just now`, `5 min ago`, `in 3 h`. */
export function relativeTo(now: number, at: number): string {
  const ms = now - at
  if (ms <= -1_000) return `in ${spanOf(-ms)}`
  return ms < 2_000 ? 'just now' : `${spanOf(ms)} ago`
}

/** Returns a length that somebody has set, exactly: `90 s`, `10 min`. */
export function exactSpanOf(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms && ms % candidate.ms === 0)
  if (unit === undefined) return `${ms} ms`
  const count = ms / unit.ms
  return `${count} ${unit.name}${unit.name === 'day' && count > 1 ? 's' : ''}`
}

/** Returns a time span as on a clock: `6:12`, `1:00:05`. */
export function clockSpanOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const digits = (count: number) => `${count}`.padStart(2, '0')
  if (minutes < 60) return `${minutes}:${digits(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${digits(minutes % 60)}:${digits(seconds % 60)}`
}

/** Returns a local time with its zone; with the date when it is not of today. */
export function localTimeOf(at: number, now: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone }
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone })
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...zone,
  })
  const date = day.format(at)
  return date === day.format(now) ? time.format(at) : `${date} ${time.format(at)}`
}
