import { CALLER_GROUPS } from '../../../src/core/detector/cohort.ts'
import { waitOf, type Rng } from './rng.ts'

/** One call, as it went. Times in milliseconds. */
export interface Call {
  readonly startedAt: number
  readonly endedAt: number
  readonly caller: number
  readonly isolate: number
  /** A `mistake` is the caller's own: it gets a 4xx. */
  readonly outcome: 'success' | 'fault' | 'mistake'
  readonly slow: boolean
  /** The other color would fail the call as well. */
  readonly shared: boolean
  /** The router may repeat the call on the other color. */
  readonly repeatable: boolean
}

/** A stretch of calls: how many, and what becomes of them, as functions of time. */
export interface Flow {
  readonly from: number
  readonly until: number
  readonly callsPerSecond: (at: number) => number
  readonly mostPerSecond: number
  readonly faultRate: (at: number) => number
  readonly slowRate?: (at: number) => number
  readonly mistakeRate?: (at: number) => number
  readonly successMs?: number
  readonly caller?: number
  readonly shared?: (at: number) => boolean
  readonly repeatable?: boolean
}

/** One healthy or faulty life of a color after the switch, and what else there is to compare it with. */
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

const FAULT_MS = 50
const SUCCESS_MS = 300

/** Draws the calls of a flow: a Poisson process, thinned where there are fewer than most. */
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

/** What a rule that watches a color counts as bad. */
export function isBad(call: Call): boolean {
  return call.outcome === 'fault' || call.slow
}

function callOf(rng: Rng, isolates: number, flow: Flow, startedAt: number): Call {
  const outcome = outcomeOf(rng(), flow.faultRate(startedAt), flow.mistakeRate?.(startedAt) ?? 0)
  const took = outcome === 'success' ? (flow.successMs ?? SUCCESS_MS) : FAULT_MS
  return {
    startedAt,
    endedAt: startedAt + took * (0.5 + rng()),
    caller: flow.caller ?? Math.floor(rng() * CALLER_GROUPS),
    isolate: Math.floor(rng() * isolates),
    outcome,
    slow: outcome === 'success' && rng() < (flow.slowRate?.(startedAt) ?? 0),
    shared: flow.shared?.(startedAt) ?? false,
    repeatable: flow.repeatable ?? true,
  }
}

function outcomeOf(drawn: number, faultRate: number, mistakeRate: number): Call['outcome'] {
  if (drawn < faultRate) return 'fault'
  return drawn < faultRate + mistakeRate ? 'mistake' : 'success'
}
