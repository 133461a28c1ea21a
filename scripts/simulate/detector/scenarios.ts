import type { Rng } from './rng.ts'
import { callsOf, merged, type Flow, type Workload } from './workload.ts'

/** A story that is drawn again and again. */
export interface Scenario {
  readonly name: string
  readonly draw: (rng: Rng) => Workload
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SWITCH = 4 * HOUR
/** Half of what is allowed by default. */
const USUAL = 0.005
const ISOLATES = 8
const BUSY = 20

/** A fault that begins some time after the switch, on a color that was good until then. */
interface Fault {
  readonly callsPerSecond?: number
  readonly leadMs?: number
  readonly afterMs?: number
  /** The fault rate so many milliseconds after it began. */
  readonly faultRate?: (since: number) => number
  readonly slowRate?: (since: number) => number
  readonly isolates?: number
}

/** Stories in which a rollback is right: the sooner the better. */
export const faults: readonly Scenario[] = [
  faulty('hard down', { faultRate: () => 1 }),
  faulty('20 % faults', { faultRate: () => 0.2 }),
  faulty('5 % faults', { faultRate: () => 0.05, afterMs: 60 * MINUTE }),
  faulty('slow rise over ten minutes', {
    faultRate: (since) => USUAL + 0.2 * Math.min(1, since / (10 * MINUTE)),
    afterMs: 60 * MINUTE,
  }),
  faulty('latency only', { slowRate: () => 0.3 }),
  faulty('low traffic (1 call/min), hard down', {
    faultRate: () => 1,
    callsPerSecond: 1 / 60,
    leadMs: 3 * HOUR,
    afterMs: 3 * HOUR,
    isolates: 1,
  }),
]

/** Stories in which every rollback is a false one. */
export const healthy: readonly Scenario[] = [
  calm('all is well', 30 * MINUTE, {}),
  calm('low traffic (1 call/min)', 24 * HOUR, { callsPerSecond: () => 1 / 60 }),
  calm('a night with no traffic', 10 * HOUR, {
    callsPerSecond: (at) => (isNight(at) ? 0 : BUSY / 10),
  }),
  calm('a burst of client errors', 30 * MINUTE, {
    mistakeRate: (at) => (isMinute(at, 10, 12) ? 0.7 : 0.02),
  }),
  calm('an outage behind both colors', 20 * MINUTE, {
    faultRate: (at) => (isMinute(at, 10, 12) ? 1 : USUAL),
    shared: (at) => isMinute(at, 10, 12),
  }),
  { name: 'a poisoned caller', draw: poisoned },
  calm('20 s generations, 0.5 % fast errors', 5 * MINUTE, {
    callsPerSecond: () => 100,
    mostPerSecond: 100,
    successMs: 20_000,
  }),
]

function faulty(name: string, fault: Fault): Scenario {
  const { leadMs = 5 * MINUTE, afterMs = 30 * MINUTE, callsPerSecond = BUSY } = fault
  const { isolates = ISOLATES } = fault
  const draw = (rng: Rng): Workload => {
    const onset = SWITCH + leadMs + rng() * MINUTE
    const until = onset + afterMs
    const flow: Flow = { ...steady(SWITCH, until, callsPerSecond), ...from(onset, fault) }
    const control = callsOf(rng, isolates, steady(SWITCH, until, callsPerSecond))
    const candidate = callsOf(rng, isolates, flow)
    return {
      ...beforeOf(rng, isolates, callsPerSecond),
      candidate,
      control,
      onset,
      until,
      isolates,
    }
  }
  return { name, draw }
}

function from(onset: number, { faultRate, slowRate }: Fault): Partial<Flow> {
  return {
    faultRate: (at) => (at < onset || faultRate === undefined ? USUAL : faultRate(at - onset)),
    slowRate: (at) => (at < onset || slowRate === undefined ? USUAL / 5 : slowRate(at - onset)),
  }
}

function calm(name: string, lengthMs: number, changes: Partial<Flow>): Scenario {
  const draw = (rng: Rng): Workload => {
    const until = SWITCH + lengthMs
    const flow: Flow = { ...steady(SWITCH, until, BUSY), ...changes }
    const [candidate, control] = [callsOf(rng, ISOLATES, flow), callsOf(rng, ISOLATES, flow)]
    const before = beforeOf(rng, ISOLATES, flow.callsPerSecond(SWITCH))
    return { ...before, candidate, control, onset: undefined, until, isolates: ISOLATES }
  }
  return { name, draw }
}

/** One caller in a retry loop, whose calls fail wherever they go and are too large to be repeated. */
function poisoned(rng: Rng): Workload {
  const [begins, ends] = [SWITCH + 10 * MINUTE, SWITCH + 20 * MINUTE]
  const until = SWITCH + 30 * MINUTE
  const loop: Flow = {
    ...steady(begins, ends, 2 * BUSY),
    faultRate: () => 1,
    caller: 17,
    repeatable: false,
  }
  const arm = () =>
    merged(callsOf(rng, ISOLATES, steady(SWITCH, until, BUSY)), callsOf(rng, ISOLATES, loop))
  const [candidate, control] = [arm(), arm()]
  const before = beforeOf(rng, ISOLATES, BUSY)
  return { ...before, candidate, control, onset: undefined, until, isolates: ISOLATES }
}

function beforeOf(rng: Rng, isolates: number, callsPerSecond: number) {
  const lengthMs = callsPerSecond < 1 ? 3 * HOUR : 5 * MINUTE
  const before = callsOf(rng, isolates, steady(SWITCH - lengthMs, SWITCH, callsPerSecond))
  return { before, switchedAt: SWITCH }
}

function steady(begins: number, until: number, callsPerSecond: number): Flow {
  return {
    from: begins,
    until,
    callsPerSecond: () => callsPerSecond,
    mostPerSecond: callsPerSecond,
    faultRate: () => USUAL,
    slowRate: () => USUAL / 5,
  }
}

function isMinute(at: number, first: number, last: number): boolean {
  return at >= SWITCH + first * MINUTE && at < SWITCH + last * MINUTE
}

function isNight(at: number): boolean {
  return at >= SWITCH + HOUR && at < SWITCH + 9 * HOUR
}
