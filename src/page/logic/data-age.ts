/** Age in milliseconds above which the shown data is too old to act on. */
export const STALE_MS = 10_000

/** A point in time on both clocks of a browser. The first stops in sleep, the second can be set. */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

/**
 * Returns the milliseconds between two moments: the larger difference, so that data is never shown
 * as younger than it is.
 */
export function elapsed(from: Moment, to: Moment): number {
  return Math.max(0, to.monotonic - from.monotonic, to.wall - from.wall)
}

/** Whether data of this age is too old to act on. */
export function isStale(ageMs: number): boolean {
  return ageMs > STALE_MS
}

/** Returns the age of data: tenths of a second below ten seconds, then whole units. */
export function ageText(ageMs: number): string {
  if (ageMs < 10_000) return `${(Math.floor(ageMs / 100) / 10).toFixed(1)} s`
  const seconds = Math.floor(ageMs / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}
