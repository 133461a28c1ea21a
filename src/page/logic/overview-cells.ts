import { colors } from '../../core/routing/color.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { keyShareOf } from './color-metrics.ts'
import { percentOf, rateOf } from './number-words.ts'
import { situationOf, type Situation } from './rollout-situation.ts'
import { durationOf } from '../../core/time-span.ts'

/** What a row of the overview shows of a model. */
export interface OverviewCells {
  readonly situation: Situation
  /** How long the live release has been live. */
  readonly liveFor: string
  /** Calls in a second, of both colors. */
  readonly rate: string
  /** Share of faults in the last minute, of the color with keys where it is highest. */
  readonly faults: string
  /** The limit, where the share is above it. */
  readonly limit: string | undefined
  readonly alert: ModelStatus['alerts'][number] | undefined
  readonly moreAlerts: number
}

/** Returns the cells of a model's row. */
export function overviewCellsOf(status: ModelStatus, now: number): OverviewCells {
  const { traffic, limits, alerts, since } = status
  const serving = colors.filter((color) => keyShareOf(status, color) > 0)
  const both = traffic === undefined ? [] : serving.map((color) => traffic[color])
  const shares = both.flatMap(({ faults, calls }) => (calls === 0 ? [] : [faults / calls]))
  const worst = shares.length === 0 ? undefined : Math.max(...shares)
  const rate = both.reduce((sum, { callsPerSecond }) => sum + callsPerSecond, 0)
  return {
    situation: situationOf(status, now),
    liveFor: durationOf(Math.max(0, now - Date.parse(since))),
    rate: traffic === undefined ? '–' : rateOf(rate),
    faults: worst === undefined ? '–' : percentOf(worst),
    limit: (worst ?? 0) > (limits?.faults ?? 1) ? percentOf(limits?.faults ?? 1) : undefined,
    alert: alerts[0],
    moreAlerts: Math.max(0, alerts.length - 1),
  }
}
