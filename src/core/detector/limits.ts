import type { Signal } from './counts.ts'
import type { Scope } from './evidence.ts'

/**
 * The rates that an operator allows, and the error rates of the verdicts. Rates are shares of
 * calls, 0 to 1.
 */
export interface Limits {
  readonly maxFaultRate: number
  readonly maxOverloadRate: number
  readonly maxSlowRate: number
  readonly maxLostRate: number
  readonly maxQualityRate: number
  readonly falseAlarmYears: number
  readonly acceptanceRatio: number
  readonly falseAcceptanceProbability: number
}

/** One parameter for people: its default, its unit, the reason for the default, and its range. */
export interface Parameter {
  readonly value: number
  readonly unit: string
  readonly reason: string
  readonly least: number
  readonly most: number
}

/** Every parameter of the detector. Nothing else is tunable. */
export const parameters = {
  maxFaultRate: {
    value: 0.01,
    unit: 'share of calls',
    reason: 'one failed call in a hundred is what callers with one retry still do not notice',
    least: 0.0001,
    most: 0.5,
  },
  maxOverloadRate: {
    value: 0.1,
    unit: 'share of calls',
    reason: 'a busy origin is alive, and going back moves the load instead of removing it',
    least: 0.001,
    most: 0.5,
  },
  maxSlowRate: {
    value: 0.05,
    unit: 'share of calls',
    reason: 'an objective for the time to first byte is usually meant for 95 of 100 calls',
    least: 0.001,
    most: 0.5,
  },
  maxLostRate: {
    value: 0.1,
    unit: 'share of calls',
    reason:
      'a deploy of the router or a recycled isolate loses a few calls without any fault of the color',
    least: 0.001,
    most: 0.5,
  },
  maxQualityRate: {
    value: 0.1,
    unit: 'share of graded calls',
    reason: 'graders and thumbs are noisy, so a tenth of bad grades is ordinary',
    least: 0.001,
    most: 0.5,
  },
  falseAlarmYears: {
    value: 5,
    unit: 'years of seconds with traffic',
    reason:
      'rarer than the life of a release; ten times more costs one failed call at a full outage',
    least: 0.01,
    most: 1000,
  },
  acceptanceRatio: {
    value: 2,
    unit: 'times the allowed rate',
    reason:
      'healthy is shown by excluding twice the allowed rate; a tighter bar asks for many more calls',
    least: 1.2,
    most: 10,
  },
  falseAcceptanceProbability: {
    value: 0.01,
    unit: 'chance',
    reason:
      'the detector goes on after a pass, so one release in a hundred at the bar may slip through',
    least: 0.000001,
    most: 0.2,
  },
} as const satisfies Readonly<Record<keyof Limits, Parameter>>

export const defaultLimits: Limits = {
  maxFaultRate: parameters.maxFaultRate.value,
  maxOverloadRate: parameters.maxOverloadRate.value,
  maxSlowRate: parameters.maxSlowRate.value,
  maxLostRate: parameters.maxLostRate.value,
  maxQualityRate: parameters.maxQualityRate.value,
  falseAlarmYears: parameters.falseAlarmYears.value,
  acceptanceRatio: parameters.acceptanceRatio.value,
  falseAcceptanceProbability: parameters.falseAcceptanceProbability.value,
}

/** Returns the operator's limit for a signal. */
export function limitOf(limits: Limits, signal: Signal): number {
  switch (signal) {
    case 'fault':
      return limits.maxFaultRate
    case 'overload':
      return limits.maxOverloadRate
    case 'slow':
      return limits.maxSlowRate
    case 'lost':
      return limits.maxLostRate
    default:
      return limits.maxQualityRate
  }
}

/**
 * Slices that stay open for late outcomes, and seconds for which a failure can raise an alarm: a
 * minute longer than the longest default time-out.
 */
export const OPEN_SLICES = 180

/** Route classes with rows of their own, besides `other`. */
export const MAX_ROUTES = 8

export const SECONDS_PER_YEAR = 31_557_600

/**
 * Returns the statistic at which a test raises the alarm. The promise holds for all tests together,
 * so each test has a share of it, by its signal and its scope. The shares sum to at most one for
 * any number of routes and qualities.
 */
export function thresholdOf(
  signal: Signal,
  scope: Scope,
  limits: Limits,
  qualities: number
): number {
  const share = shareOfSignal(signal, qualities) * shareOfScope(scope)
  return (limits.falseAlarmYears * SECONDS_PER_YEAR) / share
}

/**
 * Returns the share of a signal. A handful of calls decides a full outage, and a small share would
 * cost one more call; other signals can wait.
 */
function shareOfSignal(signal: Signal, qualities: number): number {
  switch (signal) {
    case 'fault':
      return 0.7
    case 'overload':
    case 'slow':
      return 0.1
    case 'lost':
      return 0.05
    default:
      return 0.05 / Math.max(1, qualities)
  }
}

/**
 * Returns the share of a scope. Most failures hit all calls. The shares allow for MAX_ROUTES
 * classes and `other`.
 */
function shareOfScope(scope: Scope): number {
  if (scope === 'all') return 0.6
  return scope === 'known' || scope === 'others' ? 0.1 : 0.2 / (MAX_ROUTES + 1)
}
