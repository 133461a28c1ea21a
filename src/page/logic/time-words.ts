import { durationOf } from '../../core/time-span.ts'

/** Returns how far a time is from now: `just now`, `5 min ago`, `in 3 h`. */
export function relativeTo(now: number, at: number): string {
  const ms = now - at
  if (ms <= -1_000) return `in ${durationOf(-ms)}`
  return ms < 2_000 ? 'just now' : `${durationOf(ms)} ago`
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
