import * as z from 'zod/mini'
import type { Color } from '../../src/core/routing/color.ts'
import type { ColorHealth, Status } from '../../src/control-plane/admin/answers.ts'

const quantiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() })

const colorTraffic = z.object({
  callsPerSecond: z.number(),
  calls: z.number(),
  faults: z.number(),
  overload: z.number(),
  slow: z.number(),
  waiting: z.number(),
  firstByteMs: z.nullable(quantiles),
})

const traffic = z.object({ blue: colorTraffic, green: colorTraffic })

const limits = z.object({
  faults: z.number(),
  overload: z.number(),
  slow: z.number(),
  firstByteSeconds: z.nullable(z.number()),
})

/** What a color did in the last minute. */
export type ColorTraffic = z.infer<typeof colorTraffic>

/** The operator's limits: shares of calls from 0 to 1, and the objective of the first byte. */
export type Limits = z.infer<typeof limits>

/** Returns what a color did in the last minute; undefined when an older router does not say it. */
export function trafficOf(status: Status, color: Color): ColorTraffic | undefined {
  const found = traffic.safeParse('traffic' in status ? status.traffic : undefined)
  return found.success ? found.data[color] : undefined
}

/** Returns the limits of a model; undefined when an older router does not say them. */
export function limitsOf(status: Status): Limits | undefined {
  const found = limits.safeParse('limits' in status ? status.limits : undefined)
  return found.success ? found.data : undefined
}

/** Counts of a color, of the last minute or since its evidence began. */
export type Counts = Pick<ColorHealth, 'calls' | 'faults' | 'overload' | 'slow' | 'waiting'>

/** Returns the counts of the last minute, or of a router that does not say them, since the evidence began. */
export function countsOf(status: Status, color: Color): Counts {
  return trafficOf(status, color) ?? status.health[color]
}

/** Returns the quantiles of the time to first byte; null without answers. */
export function firstByteOf(status: Status, color: Color): z.infer<typeof quantiles> | null {
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
