import type { Rng } from '../rng.ts'
import { callsOf, type Call, type Flow, type Workload } from '../workload.ts'

/** A workload that is drawn again and again. */
export interface Scenario {
  readonly name: string
  readonly draw: (rng: Rng) => Workload
  /** Seconds within which every run must find the fault; undefined where chance decides. */
  readonly maxDelaySeconds?: number
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** The time of the switch. */
export const SWITCH = 4 * HOUR
/** Half of the fault rate that is allowed by default. */
export const USUAL = 0.005
export const ISOLATES = 8
/** Calls per second of a busy model. */
export const BUSY = 20

/** A healthy flow with a constant rate. */
export function steady(from: number, until: number, callsPerSecond: number): Flow {
  return {
    from,
    until,
    callsPerSecond: () => callsPerSecond,
    mostPerSecond: callsPerSecond,
    faultRate: () => USUAL,
    slowRate: () => USUAL / 5,
  }
}

/** Calls on stable before the switch: five minutes, or hours where calls are rare. */
export function beforeOf(rng: Rng, isolates: number, flow: Flow): readonly Call[] {
  const callsPerSecond = flow.callsPerSecond(SWITCH)
  const lengthMs = callsPerSecond < 1 ? 3 * HOUR : 5 * MINUTE
  const healthy = steady(SWITCH - lengthMs, SWITCH, callsPerSecond)
  return callsOf(rng, isolates, { ...flow, ...healthy })
}
