import { OBJECT_GIGABYTES, prices } from '../../cost/prices.ts'
import { ROWS_PER_SAVE } from '../../cost/usage.ts'
import { SAVE_MS } from '../../../src/core/reporting/schedule.ts'

/** List prices in dollars, beyond the included amounts. */
const PRICE = {
  kvRead: prices.kvReads.unit,
  objectRequest: prices.objectRequests.unit,
  rowWritten: prices.rowsWritten.unit,
  objectSecond: prices.objectGigabyteSeconds.unit * OBJECT_GIGABYTES,
} as const

/** Rows that a coordinator writes per second while reports arrive. */
const COORDINATOR_ROWS = (ROWS_PER_SAVE * 1000) / SAVE_MS

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
