import { quantileOf, withCounts, callsIn, type Histogram } from '../reporting/log-histogram.ts'
import type { CallTimes } from '../reporting/call-times.ts'
import type { Tally } from '../reporting/tally.ts'

/** What was reported of a release in one second. */
interface Second {
  /** Index of the second by the clock of the receiver. */
  readonly second: number
  readonly started: number
  readonly calls: number
  readonly faults: number
  readonly overload: number
  readonly slow: number
  readonly firstByte: Histogram
}

/** What was reported of a release in the last minute; oldest first. */
export interface LastMinute {
  /** Time at which the counting began, in milliseconds since 1970. */
  readonly since: number
  readonly seconds: readonly Second[]
}

/** The counts of the last minute, and quantiles of the time to first byte in milliseconds. */
export interface RecentTraffic {
  readonly callsPerSecond: number
  readonly calls: number
  readonly faults: number
  readonly overload: number
  readonly slow: number
  readonly firstByteMs: Quantiles | undefined
}

export interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

const MINUTE = 60

/** Answers below which quantiles of a minute say nothing. */
const MIN_ANSWERS = 20

export function noMinute(now: number): LastMinute {
  return { since: now, seconds: [] }
}

/** Adds the parts of a report that are about the release, and drops what is older than a minute. */
export function withReportedPart(
  { since, seconds }: LastMinute,
  tallies: readonly Tally[],
  times: readonly CallTimes[],
  now: number
): LastMinute {
  const sumOf = (name: 'started' | 'fault' | 'overload' | 'slow') =>
    tallies.reduce((sum, tally) => sum + tally[name], 0)
  const added: Second = {
    second: secondOf(now),
    started: sumOf('started'),
    calls: tallies.reduce((sum, tally) => sum + endedCallsOf(tally), 0),
    faults: sumOf('fault'),
    overload: sumOf('overload'),
    slow: sumOf('slow'),
    firstByte: times.reduce<Histogram>((sum, one) => withCounts(sum, one.firstByte.buckets), []),
  }
  const recent = recentOf(seconds, now)
  const last = recent.at(-1)
  if (last === undefined || last.second !== added.second) {
    return { since, seconds: [...recent, added] }
  }
  return { since, seconds: [...recent.slice(0, -1), sumOfSeconds(last, added)] }
}

/** The calls of a tally that ended with an outcome. */
export function endedCallsOf(
  tally: Pick<Tally, 'success' | 'fault' | 'overload' | 'neutral'>
): number {
  return tally.success + tally.fault + tally.overload + tally.neutral
}

/** Returns the counts of the last minute, or since the counting began when that is later. */
export function trafficOf({ since, seconds }: LastMinute, now: number): RecentTraffic {
  const none = { second: 0, started: 0, calls: 0, faults: 0, overload: 0, slow: 0, firstByte: [] }
  const sum = recentOf(seconds, now).reduce<Second>(sumOfSeconds, none)
  const { started, calls, faults, overload, slow, firstByte } = sum
  const passed = Math.min(MINUTE, Math.max(1, (now - since) / 1000))
  const callsPerSecond = Number((started / passed).toPrecision(3))
  const firstByteMs = callsIn(firstByte) < MIN_ANSWERS ? undefined : quantilesOf(firstByte)
  return { callsPerSecond, calls, faults, overload, slow, firstByteMs }
}

/** Returns the quantiles in whole milliseconds; undefined without times. */
export function quantilesOf(times: Histogram): Quantiles | undefined {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((quantile) => quantileOf(times, quantile))
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined
  return { p50: Math.ceil(p50), p95: Math.ceil(p95), p99: Math.ceil(p99) }
}

/** Leaves out the older seconds, and those that lie ahead after the clock was set back. */
function recentOf(seconds: readonly Second[], now: number): readonly Second[] {
  const last = secondOf(now)
  return seconds.filter(({ second }) => second > last - MINUTE && second <= last)
}

function sumOfSeconds(one: Second, more: Second): Second {
  return {
    second: more.second,
    started: one.started + more.started,
    calls: one.calls + more.calls,
    faults: one.faults + more.faults,
    overload: one.overload + more.overload,
    slow: one.slow + more.slow,
    firstByte: withCounts(one.firstByte, [...more.firstByte.entries()]),
  }
}

function secondOf(now: number): number {
  return Math.floor(now / 1000)
}
