import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { CALLER_GROUPS } from '../../../src/core/outcomes/caller.ts'
import { courseOf, FIRST_BYTE_OBJECTIVE_MS, type CallMix, type Course } from './course.ts'
import { waitOf, type Rng } from './rng.ts'

/** One call and its course. Times in milliseconds. */
export interface Call {
  readonly startedAt: number
  readonly endedAt: number
  /** Identity of the caller, from 1. */
  readonly caller: number
  readonly isolate: number
  readonly route: string
  readonly outcome: Course['outcome']
  /** When the objective for the first byte passed while the call still waited; undefined when it did not. */
  readonly slowAt: number | undefined
  /** A fault before the first byte of the answer. */
  readonly isEarly: boolean
  /** The other color would fail the call as well. */
  readonly shared: boolean
  /** The router may repeat the call on the other color. */
  readonly repeatable: boolean
}

/** A stretch of calls: their number and their course, as functions of time. */
export interface Flow extends CallMix {
  readonly from: number
  readonly until: number
  readonly callsPerSecond: (at: number) => number
  readonly mostPerSecond: number
  readonly callerOf?: (rng: Rng) => number
  readonly routeOf?: (rng: Rng) => string
  readonly shared?: (at: number) => boolean
  readonly repeatable?: boolean
}

/** The calls of a color after the switch, healthy or faulty, and what else there is to compare them with. */
export interface Workload {
  /** Calls on stable before the switch. */
  readonly before: readonly Call[]
  readonly switchedAt: number
  /** Calls on the color that went live, in the order of their starts. */
  readonly candidate: readonly Call[]
  /** As many calls on stable at the same time: only for rules that cannot do without, at no cost to them. */
  readonly control: readonly Call[]
  /** When the fault begins; undefined when a rollback would be wrong. */
  readonly onset: number | undefined
  readonly until: number
  readonly isolates: number
}

/** Draws the calls of a flow: a Poisson process, thinned where the rate is below the highest. */
export function callsOf(rng: Rng, isolates: number, flow: Flow): readonly Call[] {
  const calls: Call[] = []
  for (let at = flow.from; ;) {
    at += waitOf(rng, flow.mostPerSecond) * 1000
    if (at >= flow.until) return calls
    if (rng() * flow.mostPerSecond < flow.callsPerSecond(at)) {
      calls.push(callOf(rng, isolates, flow, at))
    }
  }
}

/** Several flows as one. */
export function merged(...flows: readonly (readonly Call[])[]): readonly Call[] {
  return flows.flat().toSorted((one, other) => one.startedAt - other.startedAt)
}

/** Whether a metrics store counts the call as bad: a fault, or an answer slower than the objective. */
export function isBad(call: Call): boolean {
  return call.outcome === 'fault' || call.slowAt !== undefined
}

/** Callers of a model with many clients: all alike. */
export function anyCaller(rng: Rng): number {
  return 1 + Math.floor(rng() * (CALLER_GROUPS - 1))
}

function callOf(rng: Rng, isolates: number, flow: Flow, startedAt: number): Call {
  const caller = (flow.callerOf ?? anyCaller)(rng)
  const route = flow.routeOf?.(rng) ?? OTHER_ROUTE
  const { outcome, endMs, waitedMs, isEarly, isOwnTimeout } = courseOf(rng, flow, startedAt, route)
  return {
    startedAt,
    endedAt: startedAt + endMs,
    caller,
    isolate: Math.floor(rng() * isolates),
    route,
    outcome,
    slowAt: waitedMs > FIRST_BYTE_OBJECTIVE_MS ? startedAt + FIRST_BYTE_OBJECTIVE_MS : undefined,
    isEarly,
    shared: flow.shared?.(startedAt) ?? false,
    repeatable: (flow.repeatable ?? true) && !isOwnTimeout,
  }
}
