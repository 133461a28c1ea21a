import { describeCauses } from '../../core/detector/causes.ts'
import { other, type Color } from '../../core/routing/color.ts'
import type { ColorTraffic, ModelLimits } from '../../control-plane/admin/answers.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { countOf, millisecondsOf, percentOf, rateOf } from './number-words.ts'

/** A value of a color. */
export interface Metric {
  readonly text: string
  /** What explains the value. */
  readonly detail?: string | undefined
  /** Whether it is above its limit. */
  readonly isOver?: boolean
}

/** A row of the comparison of the two colors. */
export interface MetricRow {
  readonly label: string
  readonly cells: Readonly<Record<Color, Metric>>
  readonly limit?: string | undefined
}

/** Returns the colors of the two columns: stable and candidate, at rest live and the other one. */
export function columnColorsOf({ candidate, stable, live }: ModelStatus): readonly [Color, Color] {
  return candidate === null ? [live, other(live)] : [stable, candidate]
}

/** Returns what a color is in the rollout, in one or two words. */
export function roleOf({ candidate, stable, live }: ModelStatus, color: Color): string {
  if (candidate === null) return color === live ? 'live' : 'idle'
  return color === stable ? 'stable' : 'candidate'
}

/** Returns the share of the keys of a color in per cent. */
export function keyShareOf(status: ModelStatus, color: Color): number {
  const { candidate, live, weight, holdBack } = status
  if (candidate === null) return color === live ? 100 : 0
  const share = Math.min(weight, 100 - holdBack)
  return color === candidate ? share : 100 - share
}

const none: Metric = { text: '–' }

/** Returns the traffic of the last minute, and the counts since the evidence of each color began. */
export function metricRowsOf(status: ModelStatus): readonly MetricRow[] {
  const { traffic, limits } = status
  const both = (metric: (color: Color) => Metric) => ({
    blue: metric('blue'),
    green: metric('green'),
  })
  const now = (metric: (traffic: ColorTraffic) => Metric) =>
    both((color) => (traffic === undefined ? none : metric(traffic[color])))
  const part = (label: string, name: 'faults' | 'overload' | 'slow') => ({
    label,
    cells: now((one) => shareMetric(one[name], one.calls, limits?.[name])),
    limit: limits === undefined ? undefined : percentOf(limits[name]),
  })
  const objective = objectiveMsOf(limits)
  const quantile = (name: 'p50' | 'p95' | 'p99') => ({
    label: name,
    cells: now(({ firstByteMs }) =>
      firstByteMs === null ? none : { text: millisecondsOf(firstByteMs[name]) }
    ),
    limit: name === 'p95' && objective !== undefined ? millisecondsOf(objective) : undefined,
  })
  return [
    { label: 'Calls/s', cells: now(({ callsPerSecond }) => ({ text: rateOf(callsPerSecond) })) },
    part('Faults', 'faults'),
    part('Overload', 'overload'),
    part('Slow', 'slow'),
    { label: 'Waiting', cells: both((color) => waitingOf(status, color)) },
    quantile('p50'),
    quantile('p95'),
    quantile('p99'),
    { label: 'Calls judged', cells: both((color) => judgedCallsOf(status, color)) },
    {
      label: 'Faults judged',
      cells: both((color) => judgedFaultsOf(status, color)),
      limit: limits === undefined ? undefined : percentOf(limits.faults),
    },
  ]
}

function shareMetric(part: number, calls: number, limit: number | undefined): Metric {
  if (calls === 0) return { text: '–', detail: 'no calls' }
  const share = part / calls
  const isOver = limit !== undefined && share > limit
  return {
    text: percentOf(share),
    detail: part === 0 ? undefined : `${countOf(part)} of ${countOf(calls)}`,
    isOver,
  }
}

function objectiveMsOf(limits: ModelLimits | undefined): number | undefined {
  if (limits === undefined) return undefined
  const { firstByteSeconds, learnedFirstByteSeconds } = limits
  if (firstByteSeconds !== null) return firstByteSeconds * 1000
  const learned = Object.values(learnedFirstByteSeconds)
  return learned.length === 1 && learned[0] !== undefined ? learned[0] * 1000 : undefined
}

function waitingOf({ traffic, health }: ModelStatus, color: Color): Metric {
  const waiting = traffic?.[color].waiting ?? health[color].waiting
  const { oldestWaitingMs } = health[color]
  const detail =
    waiting === 0 || oldestWaitingMs === 0 ? undefined : `oldest ${millisecondsOf(oldestWaitingMs)}`
  return { text: countOf(waiting), detail }
}

function judgedCallsOf({ health }: ModelStatus, color: Color): Metric {
  const { calls, running, lost } = health[color]
  const parts = [
    ...(running === 0 ? [] : [`${countOf(running)} running`]),
    ...(lost === 0 ? [] : [`${countOf(lost)} lost`]),
  ]
  return { text: countOf(calls), detail: parts.join(', ') || undefined }
}

function judgedFaultsOf({ health, limits }: ModelStatus, color: Color): Metric {
  const { calls, faults, causes } = health[color]
  const metric = shareMetric(faults, calls, limits?.faults)
  const described = describeCauses(causes.faults)
  return described === '' ? metric : { ...metric, detail: described }
}
