import type { CallTimes, Times } from '../reporting/call-times.ts'
import { withCounts, type Histogram } from '../reporting/log-histogram.ts'
import type { Report } from '../reporting/report.ts'
import { mergeAttempts, type AttemptCounts } from '../reporting/second-attempts.ts'
import type { Tally } from '../reporting/tally.ts'
import { colors, type Color } from '../routing/color.ts'
import { countedAs } from './counted-route.ts'
import type { RollbackAuthor } from './rollback-author.ts'
import { noShadowTraffic, withCopies, type ShadowTraffic } from './shadow-traffic.ts'

/** The ends of calls that are counted. */
export const callEnds = ['success', 'fault', 'overload', 'neutral', 'lost'] as const
type CallEnd = (typeof callEnds)[number]

/** Times of calls since the counting began. */
export interface TimesCounted {
  readonly histogram: Histogram
  readonly sumMs: number
}

/** Counts of a color and route class. They only grow. */
export interface RouteTraffic extends Readonly<Record<CallEnd | 'slow', number>> {
  /** Time at which the counting began, in milliseconds since 1970. */
  readonly since: number
  /** Time of the last count. */
  readonly lastAt: number
  readonly firstByte: TimesCounted
  readonly duration: TimesCounted
}

/**
 * Counts of a model over all releases, from the first start of its coordinator. Evidence begins anew
 * with each release; these counts never do. Plain data of bounded size that is stored as it is.
 */
export interface Traffic {
  readonly since: number
  readonly routes: Readonly<Record<Color, Readonly<Record<string, RouteTraffic>>>>
  readonly attempts: readonly AttemptCounts[]
  /** Copies of calls, which no other count holds. */
  readonly shadow: ShadowTraffic
  readonly rollbacks: Readonly<Partial<Record<RollbackAuthor, number>>>
}

export function noTraffic(now: number): Traffic {
  const none = { attempts: [], shadow: noShadowTraffic, rollbacks: {} }
  return { since: now, routes: { blue: {}, green: {} }, ...none }
}

/** Adds a report that was not counted before. Calls of every release of a color count. */
export function withReported(
  traffic: Traffic,
  report: Pick<Report, 'tallies' | 'times' | 'attempts' | 'shadow'>,
  now: number
): Traffic {
  const { tallies, times = [], attempts = [], shadow } = report
  const counted = times.reduce(
    (sum, one) => withTimes(sum, one, now),
    withTallies(traffic, tallies, now)
  )
  return {
    ...counted,
    ...(attempts.length === 0
      ? {}
      : { attempts: mergeAttempts([...counted.attempts, ...attempts]) }),
    ...(shadow === undefined ? {} : { shadow: withCopies(counted.shadow, shadow) }),
  }
}

/** Adds the outcomes of calls. */
export function withTallies(traffic: Traffic, tallies: readonly Tally[], now: number): Traffic {
  return colors.reduce((sum, color) => {
    const own = tallies.filter((tally) => tally.color === color && hasEnds(tally))
    const byRoute = Map.groupBy(own, ({ route }) => route)
    return [...byRoute].reduce(
      (all, [route, parts]) => withEnds(all, color, route, parts, now),
      sum
    )
  }, traffic)
}

export function withRollback(traffic: Traffic, author: RollbackAuthor): Traffic {
  const { rollbacks } = traffic
  return { ...traffic, rollbacks: { ...rollbacks, [author]: (rollbacks[author] ?? 0) + 1 } }
}

function withEnds(
  traffic: Traffic,
  color: Color,
  route: string,
  tallies: readonly Tally[],
  now: number
): Traffic {
  const sumOf = (name: CallEnd | 'slow') => tallies.reduce((sum, tally) => sum + tally[name], 0)
  return changed(traffic, color, route, now, (known) => ({
    ...known,
    success: known.success + sumOf('success'),
    fault: known.fault + sumOf('fault'),
    overload: known.overload + sumOf('overload'),
    neutral: known.neutral + sumOf('neutral'),
    lost: known.lost + sumOf('lost'),
    slow: known.slow + sumOf('slow'),
  }))
}

function withTimes(traffic: Traffic, times: CallTimes, now: number): Traffic {
  const { color, route, firstByte, duration } = times
  return changed(traffic, color, route, now, (known) => ({
    ...known,
    firstByte: added(known.firstByte, firstByte),
    duration: added(known.duration, duration),
  }))
}

function changed(
  traffic: Traffic,
  color: Color,
  label: string,
  now: number,
  change: (known: RouteTraffic) => RouteTraffic
): Traffic {
  const { route, removed } = countedAs(label, traffic.routes[color], now)
  const kept = Object.entries(traffic.routes[color]).filter(([name]) => name !== removed)
  const own = Object.fromEntries(kept)
  const known = own[route] ?? noRouteTraffic(now)
  const next = { ...own, [route]: { ...change(known), lastAt: now } }
  return { ...traffic, routes: { ...traffic.routes, [color]: next } }
}

export function noRouteTraffic(since: number): RouteTraffic {
  const ends = { success: 0, fault: 0, overload: 0, neutral: 0, lost: 0, slow: 0 }
  const none: TimesCounted = { histogram: [], sumMs: 0 }
  return { ...ends, since, lastAt: since, firstByte: none, duration: none }
}

function hasEnds(tally: Tally): boolean {
  return tally.slow > 0 || callEnds.some((end) => tally[end] > 0)
}

function added({ histogram, sumMs }: TimesCounted, more: Times): TimesCounted {
  return { histogram: withCounts(histogram, more.buckets), sumMs: sumMs + more.sumMs }
}
