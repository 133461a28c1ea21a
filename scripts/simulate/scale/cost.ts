/**
 * List prices in dollars, beyond the included amounts.
 * @see https://developers.cloudflare.com/durable-objects/platform/pricing/
 */
const PRICE = {
  kvRead: 0.5 / 1e6,
  objectRequest: 0.15 / 1e6,
  rowWritten: 1 / 1e6,
  objectSecond: (12.5 / 1e6) * 0.128,
} as const

/** Rows that a coordinator writes per second while reports arrive: evidence and reporters. */
const COORDINATOR_ROWS = 2

/**
 * Returns the cost of reports in dollars per million calls: requests, busy objects and written
 * rows.
 */
export function reportsCost(
  reportsPerSecond: number,
  objects: number,
  callsPerSecond: number
): number {
  const perSecond =
    reportsPerSecond * PRICE.objectRequest +
    objects * PRICE.objectSecond +
    COORDINATOR_ROWS * PRICE.rowWritten
  return (perSecond / callsPerSecond) * 1e6
}

/** Returns the cost of a KV read per call, in dollars per million calls. */
export function kvReadCost(): number {
  return PRICE.kvRead * 1e6
}

/**
 * Returns the cost of a Durable Object call per call and of the busy objects, in dollars per
 * million calls.
 */
export function objectCallCost(objects: number, callsPerSecond: number): number {
  return PRICE.objectRequest * 1e6 + ((objects * PRICE.objectSecond) / callsPerSecond) * 1e6
}
