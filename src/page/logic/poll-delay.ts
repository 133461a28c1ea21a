/** What the next poll depends on. */
export interface Pace {
  /** The name of the model on the screen; undefined on the overview. */
  readonly isModelOpen: boolean
  /** Whether a rollout or a verification on the screen is under way. */
  readonly isUnderWay: boolean
  /** Number of models: each costs the router a question to its coordinator. */
  readonly models: number
}

const MODEL_MS = 20
const SLOWEST_MS = 5_000

/**
 * Returns the milliseconds until the next poll after one that succeeded. The longest leaves the data
 * well below the age at which it is stale.
 */
export function nextPollMs({ isModelOpen, isUnderWay, models }: Pace): number {
  const least = Math.min(models * MODEL_MS, SLOWEST_MS)
  if (isUnderWay) return Math.max(1_000, least)
  return Math.max(isModelOpen ? 2_000 : 4_000, least)
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

/**
 * Returns the milliseconds until the next try after a number of failed ones in a row: exponential,
 * with jitter in its upper half, and never before the router asks for it. `random` is in [0, 1).
 */
export function retryMs(failures: number, random: number, retryAfterMs = 0): number {
  const doubled = FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10)
  const longest = Math.min(doubled, LONGEST_RETRY_MS)
  return Math.max(Math.round(longest * (0.5 + random / 2)), retryAfterMs)
}

/** Parses `retry-after` in seconds; 0 when it is absent or a date. */
export function retryAfterMsOf(header: string | null): number {
  const seconds = Number(header ?? '')
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
