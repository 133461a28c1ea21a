/** A span of each week, by the clocks of a time zone, in which nothing goes forward. */
export interface FreezeWindow {
  /** Minutes since Sunday 00:00. The window contains `from` and does not contain `to`. */
  readonly from: number
  readonly to: number
  /** Name of the IANA time zone. */
  readonly zone: string
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const DAY_MINUTES = 1_440
const WEEK_MINUTES = 7 * DAY_MINUTES
const MINUTE_MS = 60_000

/** Longest correction of a window's end, in minutes: no change of clocks is longer. */
const MAX_CLOCK_CHANGE_MINUTES = 180

/**
 * Parses a window such as `Fri 16:00 - Mon 08:00 Europe/Berlin`; undefined when it is not one: an
 * unknown day, time or time zone, or a window without length.
 */
export function parseFreezeWindow(text: string): FreezeWindow | undefined {
  const match = WINDOW.exec(text.trim())
  if (match === null) return undefined
  const [, fromDay, fromTime, toDay, toTime, zone = ''] = match
  const from = weekMinuteOf(fromDay, fromTime)
  const to = weekMinuteOf(toDay, toTime)
  if (from === undefined || to === undefined || from === to || !isZone(zone)) return undefined
  return { from, to, zone }
}

const WINDOW = /^([A-Za-z]{3}) (\d\d:\d\d) - ([A-Za-z]{3}) (\d\d:\d\d) ([A-Za-z][\w+/-]*)$/

/**
 * Returns the time at which the present freeze ends, in milliseconds since 1970; undefined when no
 * window contains `now`. Windows that overlap or touch are one freeze. Windows that fill the week
 * end never: Infinity.
 */
export function frozenUntil(windows: readonly FreezeWindow[], now: number): number | undefined {
  let end = now
  for (;;) {
    const window = windows.find((one) => contains(one, clockOf(one.zone), end))
    if (window === undefined) return end === now ? undefined : end
    end = endOf(window, end)
    if (end - now > WEEK_MINUTES * MINUTE_MS) return Infinity
  }
}

/** Whether a window contains a time. An hour that a change of clocks repeats is in it twice. */
function contains({ from, to }: FreezeWindow, clock: Intl.DateTimeFormat, ms: number): boolean {
  const minute = localWeekMinute(ms, clock)
  return from < to ? from <= minute && minute < to : minute >= from || minute < to
}

/**
 * Returns the first full minute after the window that contains `ms`. The clocks may change before
 * it, by an hour in most zones.
 */
function endOf(window: FreezeWindow, ms: number): number {
  // A formatter costs more to make than to use.
  const clock = clockOf(window.zone)
  const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS
  const left = (window.to - localWeekMinute(ms, clock) + WEEK_MINUTES) % WEEK_MINUTES
  let end = minute + Math.max(1, left - MAX_CLOCK_CHANGE_MINUTES) * MINUTE_MS
  while (contains(window, clock, end)) end += MINUTE_MS
  return end
}

/** Returns the minutes since Sunday 00:00 that the clock of a zone shows. */
function localWeekMinute(ms: number, clock: Intl.DateTimeFormat): number {
  const shown = Object.fromEntries(clock.formatToParts(ms).map(({ type, value }) => [type, value]))
  const { weekday = '', hour = '', minute = '' } = shown
  return weekMinuteOf(weekday, `${hour}:${minute}`) ?? 0
}

function weekMinuteOf(day = '', time = ''): number | undefined {
  const index = DAYS.findIndex((name) => name.toLowerCase() === day.toLowerCase())
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number)
  if (index === -1 || hours > 23 || minutes > 59) return undefined
  return index * DAY_MINUTES + hours * 60 + minutes
}

function isZone(zone: string): boolean {
  try {
    clockOf(zone)
    return true
  } catch {
    // The only error of the constructor is an unknown zone.
    return false
  }
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}
