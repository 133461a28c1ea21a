import { OTHER_ROUTE } from '../../../../src/core/detector/evidence.ts'
import { FIRST_BYTE_OBJECTIVE_MS, type CallMix, type Failure } from '../course.ts'
import { anyCaller, callsOf, merged, type Flow, type Workload } from '../workload.ts'
import type { Rng } from '../rng.ts'
import { beforeOf, BUSY, HOUR, ISOLATES, MINUTE, SWITCH, steady, USUAL } from './scenario.ts'
import type { Scenario } from './scenario.ts'

/** A fault that begins some time after the switch, on a color that was good until then. */
interface Fault {
  readonly callsPerSecond?: number
  /** Time from the switch to the fault, and a random minute more. */
  readonly leadMs?: number
  readonly afterMs?: number
  /** The fault rate at a time since the fault began. */
  readonly faultRate?: (since: number, route: string) => number
  readonly failure?: Failure
  readonly slowRate?: number
  readonly isolates?: number
  readonly mix?: Partial<Flow>
  /** Calls of other callers, beside the flow. */
  readonly others?: Partial<Flow>
  readonly maxDelaySeconds?: number
  /** The fault meets isolates that have just started, and have seen no caller succeed. */
  readonly isOnFreshIsolates?: boolean
}

const RARE_ROUTE = 'POST /v1/rerank'
const GATEWAY = 7
const OBJECTIVE_SECONDS = FIRST_BYTE_OBJECTIVE_MS / 1000

/** Scenarios in which a rollback is right: the sooner the better. */
export const faults: readonly Scenario[] = [
  faulty('hard down', { faultRate: () => 1, maxDelaySeconds: 5 }),
  faulty('20 % faults', { faultRate: () => 0.2 }),
  faulty('5 % faults', { faultRate: () => 0.05, afterMs: 60 * MINUTE }),
  faulty('slow rise over ten minutes', {
    faultRate: (since) => USUAL + 0.2 * Math.min(1, since / (10 * MINUTE)),
    afterMs: 60 * MINUTE,
  }),
  faulty('latency only', { slowRate: 0.3 }),
  faulty('low traffic (1 call/min), hard down', {
    faultRate: () => 1,
    callsPerSecond: 1 / 60,
    leadMs: 3 * HOUR,
    afterMs: 3 * HOUR,
    isolates: 1,
  }),
  faulty('total hang', {
    faultRate: () => 1,
    failure: { kind: 'hang' },
    maxDelaySeconds: OBJECTIVE_SECONDS + 5,
  }),
  faulty('hang, clients leave after 5 s', {
    faultRate: () => 1,
    failure: { kind: 'hang' },
    mix: { clientTimeoutOf: () => 5_000, generation: { medianMs: 1_000, sigma: 0.4 } },
    maxDelaySeconds: OBJECTIVE_SECONDS + 5,
  }),
  faulty('total hang, fresh isolates', {
    faultRate: () => 1,
    failure: { kind: 'hang' },
    isOnFreshIsolates: true,
    maxDelaySeconds: OBJECTIVE_SECONDS + 5,
  }),
  faulty('all cut after 8 s', {
    faultRate: () => 1,
    failure: { kind: 'cut', afterMs: 8_000 },
    maxDelaySeconds: 8 + 5,
  }),
  faulty('20 % cut within 20 s generations', {
    faultRate: () => 0.2,
    failure: { kind: 'cut' },
    mix: { generation: { medianMs: 20_000, sigma: 0.6 } },
  }),
  faulty('5 % faults under 20 s generations', {
    faultRate: () => 0.05,
    failure: { kind: 'cut' },
    mix: { generation: { medianMs: 20_000, sigma: 0.6 } },
    afterMs: 60 * MINUTE,
  }),
  faulty('a route with 1 % of the calls', {
    faultRate: (_, route) => (route === RARE_ROUTE ? 1 : USUAL),
    mix: { routeOf: (rng) => (rng() < 0.01 ? RARE_ROUTE : OTHER_ROUTE) },
  }),
  faulty('one gateway and three other calls', {
    faultRate: () => 1,
    mix: { callerOf: () => GATEWAY },
    others: threeCalls(),
    maxDelaySeconds: 5,
  }),
  faulty('one gateway and three other calls, cut after 8 s', {
    faultRate: () => 1,
    failure: { kind: 'cut', afterMs: 8_000 },
    mix: { callerOf: () => GATEWAY },
    others: threeCalls(),
    maxDelaySeconds: 8 + 5,
  }),
  faulty('a gateway with 90 %, 20 % faults', {
    faultRate: () => 0.2,
    mix: { callerOf: (rng) => (rng() < 0.9 ? GATEWAY : anyCaller(rng)) },
  }),
]

function faulty(name: string, fault: Fault): Scenario {
  const { leadMs = 5 * MINUTE, afterMs = 30 * MINUTE, callsPerSecond = BUSY } = fault
  const { isolates = ISOLATES, mix = {} } = fault
  const draw = (rng: Rng): Workload => {
    const onset = SWITCH + leadMs + rng() * MINUTE
    const until = onset + afterMs
    const good: Flow = { ...steady(SWITCH, until, callsPerSecond), ...mix }
    const control = callsOf(rng, isolates, good)
    const bad = callsOf(rng, isolates, { ...good, ...fromOnset(onset, fault) })
    const { others } = fault
    const other = others === undefined ? [] : callsOf(rng, isolates, { ...good, ...others })
    const candidate = other.length === 0 ? bad : merged(bad, other)
    const before = beforeOf(rng, isolates, good)
    const workload = { before, switchedAt: SWITCH, candidate, control, onset, until, isolates }
    return fault.isOnFreshIsolates === true ? withFreshIsolates(workload, onset) : workload
  }
  const { maxDelaySeconds } = fault
  return maxDelaySeconds === undefined ? { name, draw } : { name, draw, maxDelaySeconds }
}

/** The same workload, where other isolates take the calls from some time on. */
function withFreshIsolates(workload: Workload, from: number): Workload {
  const { isolates } = workload
  const candidate = workload.candidate.map((call) =>
    call.startedAt < from ? call : { ...call, isolate: call.isolate + isolates }
  )
  return { ...workload, candidate, isolates: 2 * isolates }
}

function fromOnset(onset: number, { faultRate, failure, slowRate }: Fault): Partial<CallMix> {
  return {
    faultRate: (at, route) =>
      at < onset || faultRate === undefined ? USUAL : faultRate(at - onset, route),
    slowRate: (at) => (at < onset || slowRate === undefined ? USUAL / 5 : slowRate),
    failure: (at) => (at < onset || failure === undefined ? { kind: 'error' } : failure),
  }
}

/** Three good calls of another caller in the minute after the switch, on average. */
function threeCalls(): Partial<Flow> {
  const callsPerSecond = 3 / 60
  return {
    until: SWITCH + MINUTE,
    callsPerSecond: () => callsPerSecond,
    mostPerSecond: callsPerSecond,
    faultRate: () => 0,
    callerOf: () => GATEWAY + 1,
  }
}
