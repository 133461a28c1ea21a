const units = [
  { name: 'day', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** Returns a duration in its largest whole unit: `42 s`, `5 min`, `3 h`, `2 days`. */
export function durationOf(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms)
  if (unit === undefined) return '0 s'
  const count = Math.floor(ms / unit.ms)
  return `${count} ${unit.name}${unit.name === 'day' && count > 1 ? 's' : ''}`
}

/** Returns how long ago a time was, for people. */
export function ago(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  return ms < 2_000 ? 'just now' : `${durationOf(ms)} ago`
}
