/** Time of each attempt after the one before, in ms. @see https://github.com/standard-webhooks/standard-webhooks */
const DELAYS_MS: readonly number[] = [
  5_000, // 5 s
  300_000, // 5 min
  1_800_000, // 30 min
  7_200_000, // 2 h
  18_000_000, // 5 h
  36_000_000, // 10 h
  50_400_000, // 14 h
  72_000_000, // 20 h
  86_400_000, // 24 h
]

/** Number of attempts before a message is given up. */
export const MAX_ATTEMPTS = DELAYS_MS.length + 1

/** Longest wait that a receiver can ask for, in milliseconds. */
const MAX_RETRY_AFTER_MS = 86_400_000

/**
 * Returns the time of the next attempt after so many that failed; undefined when there is none. A
 * receiver may ask for a longer wait.
 */
export function nextAttemptAt(
  attempts: number,
  askedMs: number | undefined,
  now: number
): number | undefined {
  const delay = DELAYS_MS[attempts - 1]
  if (delay === undefined) return undefined
  return now + Math.max(delay, Math.min(askedMs ?? 0, MAX_RETRY_AFTER_MS))
}

/**
 * Returns the wait that a `Retry-After` field asks for, in milliseconds; undefined when it says
 * nothing. @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(field: string | null, now: number): number | undefined {
  if (field === null) return undefined
  const text = field.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const at = /[A-Za-z]/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
