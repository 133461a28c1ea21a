import { isRecord } from '../json.ts'
import { countOf } from './parse-tally.ts'

/** Failures of the router itself on an isolate since its last report. */
export interface RouterFaults {
  /** Errors that the router's own code or the platform threw. They count against no color. */
  readonly internalErrors: number
  /** Groups of counts that were dropped because no report was acknowledged. */
  readonly droppedTallies: number
}

export const noRouterFaults: RouterFaults = { internalErrors: 0, droppedTallies: 0 }

export function addRouterFaults(one: RouterFaults, another: RouterFaults): RouterFaults {
  return {
    internalErrors: one.internalErrors + another.internalErrors,
    droppedTallies: one.droppedTallies + another.droppedTallies,
  }
}

/** Returns the faults as a field of a report, which lacks it when there are none. */
export function faultsField(faults: RouterFaults): { readonly routerFaults?: RouterFaults } {
  return faults.internalErrors + faults.droppedTallies === 0 ? {} : { routerFaults: faults }
}

/** Parses the faults of a report; undefined when there are none. */
export function parseRouterFaults(document: unknown): RouterFaults | undefined {
  if (!isRecord(document)) return undefined
  return {
    internalErrors: countOf(document['internalErrors']),
    droppedTallies: countOf(document['droppedTallies']),
  }
}
