/** List prices in dollars, beyond what is included. @see https://developers.cloudflare.com/durable-objects/platform/pricing/ */
const PRICE = {
  kvRead: 0.5 / 1e6,
  objectRequest: 0.15 / 1e6,
  rowWritten: 1 / 1e6,
  objectSecond: (12.5 / 1e6) * 0.128,
} as const

/** Rows that a coordinator writes a second while reports come in: evidence and reporters. */
const COORDINATOR_ROWS = 2

/** What reports cost per million calls: the requests, the objects that are kept busy, and the rows. */
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

/** What a KV read for each call costs per million calls. */
export function kvReadCost(): number {
  return PRICE.kvRead * 1e6
}

/** What a Durable Object call for each call costs per million calls, with objects that are kept busy. */
export function objectCallCost(objects: number, callsPerSecond: number): number {
  return PRICE.objectRequest * 1e6 + ((objects * PRICE.objectSecond) / callsPerSecond) * 1e6
}
