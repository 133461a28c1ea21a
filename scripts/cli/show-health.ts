import { describeCauses } from '../../src/core/detector/causes.ts'
import type { Color } from '../../src/core/routing/color.ts'
import type { ColorHealth, Status } from '../../src/control-plane/admin/answers.ts'
import { meaningOf, paint } from './screen/paint.ts'
import type { View } from './screen/screen.ts'
import { shareOf, trafficOf } from './traffic.ts'
import { headerLines, releaseLine, stagingLines, verificationLines } from './show-release.ts'

/** Returns the release in a slot, with its verification, its verdict and its counts. */
export function colorOf(status: Status, color: Color, now: number, view: View): string {
  const { kind, summary } = status.health[color].verdict
  const below = ' '.repeat(12)
  const lines = [
    ...stagingLines(status, color, now),
    ...verificationLines(status, color, now),
    ...(view.isWide ? headerLines(status, color) : []),
    `${paint(view.screen, meaningOf(kind), kind)}: ${summary}`,
    ...recentLines(status, color),
    ...countsOf(status.health[color]),
  ]
  return [releaseLine(status, color), ...lines.map((line) => below + line)].join('\n')
}

/** Returns what a color did in the last minute; nothing when an older router does not say it. */
function recentLines(status: Status, color: Color): readonly string[] {
  const recent = trafficOf(status, color)
  if (recent === undefined) return []
  const { callsPerSecond, calls, faults, overload, slow, firstByteMs } = recent
  if (calls === 0) return ['last minute: no calls']
  const counts = `${calls} calls (${callsPerSecond.toFixed(1)}/s), ${faults} faults (${shareOf(faults, calls)}), ${overload} overload, ${slow} slow`
  return [`last minute: ${[counts, ...firstByteLine({ firstByteMs })].join('; ')}`]
}

function countsOf({ calls, running, ...ends }: ColorHealth): readonly string[] {
  if (calls === 0) return []
  const { successes, faults, overload, slow, neutral, lost } = ends
  return [
    `${calls} calls: ${successes} successes, ${faults} faults, ${overload} overload, ${neutral} neutral, ${lost} lost, ${running} running; ${slow} slow`,
    ...causeLines(ends),
    ...waitingLine(ends),
    ...firstByteLine(ends),
  ]
}

/** Returns how the bad calls failed, one line for each outcome. */
function causeLines({ causes }: Pick<ColorHealth, 'causes'>): readonly string[] {
  return Object.entries(causes).flatMap(([outcome, counts]) => {
    const described = describeCauses(counts)
    return described === '' ? [] : [`${outcome}: ${described}`]
  })
}

/**
 * Returns the calls without a first byte, and the wait of the oldest. They are the first sign of a
 * hanging origin.
 */
function waitingLine({
  waiting,
  oldestWaitingMs,
}: Pick<ColorHealth, 'waiting' | 'oldestWaitingMs'>): readonly string[] {
  if (waiting === 0) return []
  return [`${waiting} waiting for their first byte, the oldest for ${secondsOf(oldestWaitingMs)} s`]
}

/** Returns the quantiles of the time to first byte. */
function firstByteLine({ firstByteMs }: Pick<ColorHealth, 'firstByteMs'>): readonly string[] {
  if (firstByteMs === undefined || firstByteMs === null) return []
  const { p50, p95, p99 } = firstByteMs
  return [`first byte: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`]
}

/** Returns seconds, rounded up to tenths, so that a time is never understated. */
export function secondsOf(ms: number): string {
  return (Math.ceil(ms / 100) / 10).toFixed(1)
}
