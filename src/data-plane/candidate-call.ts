import { isSplit } from '../core/routing/assign.ts'
import type { Call } from './call.ts'

/** Whether the call is the candidate's. */
export function isForCandidate({ cohort, pointer }: Call): boolean {
  return cohort.color !== pointer.stable
}

/**
 * Whether small bodies of known length are observed to their end too: those of a candidate, and those
 * of stable while both take calls, because the detector compares the two.
 */
export function isObservedWhole(call: Call): boolean {
  return isForCandidate(call) || isSplit(call.pointer)
}
