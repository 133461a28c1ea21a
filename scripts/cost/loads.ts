import { MONTH_SECONDS, type Load } from './usage.ts'

/** Calls per second of the columns when none are asked for. */
export const DEFAULT_RATES: readonly number[] = [10, 1_000, 100_000]

/** Calls per second that one isolate takes, and the fewest isolates: the platform says neither. */
const CALLS_PER_ISOLATE = 50
const LEAST_ISOLATES = 5

/** What is assumed of a model where the command line says nothing else. */
const assumed = {
  isolateHours: 1,
  collectors: 0,
  rolloutsPerMonth: 4,
  bakeSeconds: 1_800,
  keepWarmSeconds: 86_400,
  // Of small JSON, by `npm run bench`; a stream of 200 events takes 8.5 ms.
  cpuMsPerCall: 0.24,
  logShare: 0,
  logBytes: 1_000,
} as const satisfies Omit<Load, 'callsPerSecond' | 'isolates'>

/** Returns the load of a number of calls, with assumptions for all that is not given. */
export function loadOf(callsPerSecond: number, given: Partial<Load> = {}): Load {
  const isolates = Math.max(LEAST_ISOLATES, Math.ceil(callsPerSecond / CALLS_PER_ISOLATE))
  return { ...assumed, callsPerSecond, isolates, ...given }
}

/** Returns the assumptions behind a load, as items of a list. */
export function assumptionsOf(load: Load): readonly string[] {
  const collectors =
    load.collectors === 0 ? 'no collectors' : `${load.collectors} collectors, awake all the time`
  return [
    `a month of ${MONTH_SECONDS / 3600} hours with traffic all the time, so that the coordinator never sleeps; ${collectors}`,
    `one isolate for ${CALLS_PER_ISOLATE} calls/s of a model, ${LEAST_ISOLATES} at least, unless \`--isolates\` says otherwise; an isolate lives for ${load.isolateHours} h`,
    `${load.rolloutsPerMonth} rollouts a month with bakes of ${load.bakeSeconds / 60} min, after which the way back stays open for ${load.keepWarmSeconds / 3600} h`,
    `${load.cpuMsPerCall} ms of CPU a call; ${load.logShare * 100} % of the calls logged, with ${load.logBytes} bytes each`,
  ]
}
