const FIRST_MS = 100
const MAX_MS = 5_000

/** A workerd that served for that long has started well: what ended it is another failure than the ones before. */
const GOOD_RUN_MS = 10_000

/** Deaths in a row after which nothing but a change of the machine or the configuration helps. */
export const MAX_DEATHS = 10

/** What follows the death of a workerd. */
export interface Restart {
  /** Deaths in a row so far. */
  readonly deaths: number
  /** Time to wait before the next start. */
  readonly waitMs: number
}

/**
 * Returns when to start workerd again after it ran for `ranMs`, with `deaths` before in a row; undefined when it is not to
 * be started again. The first restart after a good run follows at once: connections are waiting.
 */
export function nextDelay(deaths: number, ranMs: number): Restart | undefined {
  const inARow = (ranMs >= GOOD_RUN_MS ? 0 : deaths) + 1
  if (inARow > MAX_DEATHS) return undefined
  const waitMs = inARow === 1 ? 0 : Math.min(FIRST_MS * 2 ** (inARow - 2), MAX_MS)
  return { deaths: inARow, waitMs }
}
