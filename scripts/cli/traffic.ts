import type { Color } from '../../src/core/routing/color.ts'
import type { ColorHealth, ColorTraffic, Status } from '../../src/control-plane/admin/answers.ts'

/** Returns what a color did in the last minute; undefined when an older router does not say it. */
export function trafficOf({ traffic }: Status, color: Color): ColorTraffic | undefined {
  return traffic?.[color]
}

/** Counts of a color, of the last minute or since its evidence began. */
export type Counts = Pick<ColorHealth, 'calls' | 'faults' | 'overload' | 'slow' | 'waiting'>

/** Returns the counts of the last minute, or of a router that does not say them, since the evidence began. */
export function countsOf(status: Status, color: Color): Counts {
  return trafficOf(status, color) ?? status.health[color]
}

/** Returns the quantiles of the time to first byte; null without answers. */
export function firstByteOf(status: Status, color: Color): ColorTraffic['firstByteMs'] {
  const recent = trafficOf(status, color)
  return recent === undefined ? (status.health[color].firstByteMs ?? null) : recent.firstByteMs
}

/** Returns a share in per cent: `0.17 %`, or `–` without calls. */
export function shareOf(part: number, calls: number): string {
  return calls === 0 ? '–' : `${percent(part / calls)} %`
}

/** Returns a share from 0 to 1 in per cent with three digits at most. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(share >= 0.1 ? 3 : 2))}`
}
