/** A time as Intl names its parts. */
type Parts = Readonly<Record<string, string>>

/**
 * Returns a time as people have it here, with its zone: `2026-01-01 13:00:00 UTC+1`. `TZ` changes
 * what here is.
 */
export function localTime(time: string | number, zone?: string): string {
  const { year, month, day, ...rest } = partsOf(time, zone)
  return `${year}-${month}-${day} ${clockTimeOf(rest)} ${zoneOf(rest)}`
}

/** Returns a time of day with its zone: `13:00:00 UTC+1`. */
export function localClock(time: string | number, zone?: string): string {
  const parts = partsOf(time, zone)
  return `${clockTimeOf(parts)} ${zoneOf(parts)}`
}

/** Returns a time with its zone, and its day where that is not the day of `now`. */
export function localNear(time: string | number, now: number, zone?: string): string {
  const [full, today] = [localTime(time, zone), localTime(now, zone)]
  return full.slice(0, 10) === today.slice(0, 10) ? localClock(time, zone) : full
}

function clockTimeOf({ hour, minute, second }: Parts): string {
  return `${hour}:${minute}:${second}`
}

/** An offset is the same for everybody; abbreviations such as CST are not. */
function zoneOf({ timeZoneName = 'GMT' }: Parts): string {
  const offset = timeZoneName.replace('GMT', '').replace('−', '-')
  return `UTC${offset === '+0' ? '' : offset}`
}

function partsOf(time: string | number, timeZone: string | undefined): Parts {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  })
  const found = format.formatToParts(new Date(time))
  return Object.fromEntries(found.map(({ type, value }) => [type, value]))
}
