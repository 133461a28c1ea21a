import { noCounts } from '../../../src/core/detector/counts.ts'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { CALLER_GROUPS } from '../../../src/core/outcomes/caller.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { liveOf } from '../../../src/core/routing/pointer.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import type { Rng } from '../detector/rng.ts'
import { poissonOf, type Isolate, type World } from './world.ts'

/** Simulated time at which green starts to fail, in milliseconds. */
export const FAULT_AT = 10_000

/**
 * Duration of a call. The outcomes of the latest calls are not known yet and come with a later
 * report.
 */
const CALL_MS = 50

/**
 * Draws an isolate's counts since its last report. Calls are spread evenly over slices and callers.
 */
export function drawCounts(world: World, isolate: Isolate, now: number, rng: Rng): Tally[] {
  const from = isolate.drawnUntil
  const until = now - CALL_MS
  isolate.drawnUntil = Math.max(from, until)
  const color = liveOf(isolate.pointer)
  const { release } = isolate.pointer.slots[color]
  const tallies: Tally[] = []
  for (let at = from; at < until; at = nextBreak(at)) {
    const ms = Math.min(until, nextBreak(at)) - at
    const slice = Math.floor(at / SLICE_MS)
    const isBad = color === 'green' && at >= FAULT_AT
    const calls = poissonOf(rng, (world.callsPerSecond / world.isolates) * (ms / 1000))
    for (let call = 0; call < calls; call++) {
      const fault = isBad && rng() < world.faultRate ? 1 : 0
      const caller = 1 + Math.floor(rng() * (CALLER_GROUPS - 1))
      tallies.push({
        ...noCounts,
        route: OTHER_ROUTE,
        color,
        release,
        slice,
        caller,
        started: 1,
        success: 1 - fault,
        fault,
      })
    }
  }
  return tallies
}

/** Returns the next slice boundary. The fault falls on one, so rates change only there. */
function nextBreak(at: number): number {
  return (Math.floor(at / SLICE_MS) + 1) * SLICE_MS
}
