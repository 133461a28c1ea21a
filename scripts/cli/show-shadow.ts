import type { Status } from '../../src/control-plane/admin/answers.ts'
import { describeCauses } from '../../src/core/detector/causes.ts'
import { ago } from './ago.ts'
import { durationOf } from '../../src/core/time-span.ts'
import { meaningOf, paint } from './screen/paint.ts'
import type { View } from './screen/screen.ts'

type Shadow = NonNullable<Status['shadow']>

/** Differences that the text of a status shows; the wide form and JSON have all. */
const SHOWN = 3

/** Returns what the copies of calls showed of the release in the idle slot, line by line; none without copies. */
export function shadowLines(
  { shadow }: Status,
  now: number,
  { screen, isWide }: View
): readonly string[] {
  if (shadow === null) return []
  const { verdict, calls } = shadow
  const more = [
    `${paint(screen, meaningOf(verdict.kind), verdict.kind)}: ${verdict.summary}`,
    ...(calls === 0 ? [] : countLines(shadow)),
    ...shadow.routes.map(routeLine),
    ...shadow.differences
      .slice(0, isWide ? Infinity : SHOWN)
      .map((one) => differenceLine(one, now)),
  ]
  return [headOf(shadow, now), ...more]
}

function headOf(shadow: Shadow, now: number): string {
  const { color, release, running, share, since, until, maxPerSecond } = shadow
  if (!running) return `of ${color} (${release}) is over`
  const limit = maxPerSecond === null ? '' : `, at most ${maxPerSecond}/s on each isolate`
  const begun = since === null ? '' : `, since ${ago(since, now)}`
  const left = until === null ? '' : `, ${durationOf(Math.max(0, Date.parse(until) - now))} left`
  return `copies ${share} % of the calls to ${color} (${release})${limit}${begun}${left}`
}

function countLines({ calls, successes, faults, overload, slow, neutral, causes }: Shadow) {
  const counts = `${successes} successes, ${faults} faults, ${overload} overload, ${neutral} neutral; ${slow} slow`
  const failures = [describeCauses(causes.faults), describeCauses(causes.overload)]
  return [`${calls} copies: ${counts}`, ...failures.filter((text) => text !== '')]
}

function routeLine(one: Shadow['routes'][number]): string {
  const { route, agreed, differed, uncompared, skipped, firstByteMs, liveFirstByteMs } = one
  const compared = agreed + differed
  const share = compared === 0 ? '' : ` (${Number(((100 * agreed) / compared).toFixed(1))} %)`
  const rest = [
    ...(uncompared === 0 ? [] : [`${uncompared} not compared`]),
    ...(skipped === 0 ? [] : [`${skipped} not sent`]),
    ...(firstByteMs === null ? [] : [`first byte ${timesOf(firstByteMs, liveFirstByteMs)}`]),
  ]
  return [`${route}: ${agreed} of ${compared} answers agree${share}`, ...rest].join(', ')
}

function timesOf(ms: number, liveMs: number | null): string {
  return liveMs === null ? `${ms} ms` : `${ms} ms (live ${liveMs} ms)`
}

function differenceLine(one: Shadow['differences'][number], now: number): string {
  const { at, route, where, stable, candidate } = one
  return `differs ${ago(at, now)}, ${route}, ${where}: stable ${stable} / copy ${candidate}`
}
