import { anyCaller, callsOf, merged, type Flow, type Workload } from '../workload.ts'
import type { Rng } from '../rng.ts'
import { beforeOf, BUSY, HOUR, ISOLATES, MINUTE, SWITCH, steady, USUAL } from './scenario.ts'
import type { Scenario } from './scenario.ts'

const POISONED = 17
const GATEWAY = 7
/** Identities from here on belong to nobody who was ever served well. */
const FIRST_INVALID_KEY = 1_000_000

/** Scenarios in which every rollback is a false one. */
export const healthy: readonly Scenario[] = [
  calm('all is well', 30 * MINUTE, {}),
  calm('low traffic (1 call/min)', 24 * HOUR, { callsPerSecond: () => 1 / 60 }),
  calm('a night with no traffic', 10 * HOUR, {
    callsPerSecond: (at) => (isNight(at) ? 0 : BUSY / 10),
    mostPerSecond: BUSY / 10,
  }),
  calm('a burst of client errors', 30 * MINUTE, {
    mistakeRate: (at) => (isMinute(at, 10, 12) ? 0.7 : 0.02),
  }),
  calm('an outage behind both colors', 20 * MINUTE, {
    faultRate: (at) => (isMinute(at, 10, 12) ? 1 : USUAL),
    shared: (at) => isMinute(at, 10, 12),
  }),
  calm('20 s generations, 0.5 % fast errors', 10 * MINUTE, {
    callsPerSecond: () => 2 * BUSY,
    mostPerSecond: 2 * BUSY,
    generation: { medianMs: 20_000, sigma: 0.6 },
  }),
  calm('10 min generations', 60 * MINUTE, {
    callsPerSecond: () => 2,
    mostPerSecond: 2,
    generation: { medianMs: 600_000, sigma: 0.2 },
  }),
  calm('clients leave after 5 s or 30 s', 20 * MINUTE, {
    clientTimeoutOf: (rng) => (rng() < 0.5 ? 5_000 : 30_000),
    generation: { medianMs: 8_000, sigma: 0.8 },
  }),
  calm('a gateway with 90 %', 20 * MINUTE, {
    callerOf: (rng) => (rng() < 0.9 ? GATEWAY : anyCaller(rng)),
  }),
  // A retry loop of calls that fail on both colors and are too large to be repeated.
  mergedWith('a poisoned caller', {
    callsPerSecond: () => 2 * BUSY,
    mostPerSecond: 2 * BUSY,
    faultRate: () => 1,
    callerOf: () => POISONED,
    repeatable: false,
  }),
  // Half of the keys are refused; the other half breaks both colors, and forbids a repetition.
  mergedWith('strangers with invalid keys', {
    callsPerSecond: () => BUSY / 2,
    mostPerSecond: BUSY / 2,
    faultRate: () => 0.5,
    mistakeRate: () => 0.5,
    callerOf: (rng) => FIRST_INVALID_KEY + Math.floor(rng() * 1e9),
    repeatable: false,
  }),
  // One client calls ten times as often as all others, and both colors answer 429 to most of its calls.
  mergedWith('a stampede of one client', {
    callsPerSecond: () => 10 * BUSY,
    mostPerSecond: 10 * BUSY,
    overloadRate: () => 0.6,
    callerOf: () => POISONED,
  }),
]

function calm(name: string, lengthMs: number, changes: Partial<Flow>): Scenario {
  const draw = (rng: Rng): Workload => {
    const until = SWITCH + lengthMs
    const flow: Flow = { ...steady(SWITCH, until, BUSY), ...changes }
    const [candidate, control] = [callsOf(rng, ISOLATES, flow), callsOf(rng, ISOLATES, flow)]
    const before = beforeOf(rng, ISOLATES, flow)
    const common = { switchedAt: SWITCH, onset: undefined, until, isolates: ISOLATES }
    return { ...common, before, candidate, control }
  }
  return { name, draw }
}

/** A second flow for three minutes of ten, beside ordinary traffic. */
function mergedWith(name: string, changes: Partial<Flow>): Scenario {
  const draw = (rng: Rng): Workload => {
    const until = SWITCH + 10 * MINUTE
    const flow = steady(SWITCH, until, BUSY)
    const [begins, ends] = [SWITCH + 5 * MINUTE, SWITCH + 8 * MINUTE]
    const second: Flow = { ...steady(begins, ends, BUSY), ...changes }
    const arm = () => merged(callsOf(rng, ISOLATES, flow), callsOf(rng, ISOLATES, second))
    const [candidate, control] = [arm(), arm()]
    const before = beforeOf(rng, ISOLATES, flow)
    const common = { switchedAt: SWITCH, onset: undefined, until, isolates: ISOLATES }
    return { ...common, before, candidate, control }
  }
  return { name, draw }
}

function isMinute(at: number, first: number, last: number): boolean {
  return at >= SWITCH + first * MINUTE && at < SWITCH + last * MINUTE
}

function isNight(at: number): boolean {
  return at >= SWITCH + HOUR && at < SWITCH + 9 * HOUR
}
