import type { Cause } from '../rollout/state.ts'
import type { Color } from '../routing/color.ts'
import type { CaseResult } from './case-result.ts'
import type { Difference } from './compare-answers.ts'
import type { GoldenCase } from './golden-case.ts'

/** Golden requests of a model. */
export interface Suite {
  readonly cases: readonly GoldenCase[]
}

/** How a suite is run. */
export interface RunOptions {
  /** Calls that are sent before the first case and are not judged. */
  readonly warmUp: number
  /** Whether stable gets the same calls, and the differences are listed. */
  readonly isAgainstStable: boolean
  /** Longest time of one call, in milliseconds. */
  readonly timeoutMs: number
}

/** The result of a case, with the differences to stable's answer when both colors were called. */
export interface CaseRecord extends CaseResult {
  readonly differences?: readonly Difference[]
}

/**
 * A run of a suite against a staged release. Each result is stored as it comes: a run that was
 * interrupted goes on with the first case that has none.
 */
export interface VerificationRun {
  readonly id: string
  readonly color: Color
  /** Revision at which the release was staged: a run never counts for a later release. */
  readonly staging: number
  readonly release: string
  readonly options: RunOptions
  readonly suite: Suite
  /** Names of the stored suites that the cases come from. */
  readonly suites: readonly string[]
  readonly cause: Cause
  /** Times are in milliseconds since 1970. */
  readonly startedAt: number
  readonly results: readonly CaseRecord[]
  readonly endedAt?: number
  /** Why the run ended before its last case. */
  readonly cancelled?: string
}

/** State of a run: all cases have passed, a case failed, it has ended early, or it goes on. */
export type RunState = 'running' | 'passed' | 'failed' | 'cancelled'

/** Returns the state of a run. */
export function runStateOf({ endedAt, cancelled, results }: VerificationRun): RunState {
  if (cancelled !== undefined) return 'cancelled'
  if (endedAt === undefined) return 'running'
  return results.every(({ passed }) => passed) ? 'passed' : 'failed'
}

/** Returns the next case of a run; undefined when all have results, and when the run has ended. */
export function nextCaseOf({ suite, results, endedAt }: VerificationRun): GoldenCase | undefined {
  return endedAt === undefined ? suite.cases[results.length] : undefined
}

/** Returns the run with the result of its next case. The last one ends the run. */
export function withResult(run: VerificationRun, result: CaseRecord, now: number): VerificationRun {
  const results = [...run.results, result]
  const isLast = results.length === run.suite.cases.length
  return { ...run, results, ...(isLast ? { endedAt: now } : {}) }
}

/** Returns the run, ended before its last case; the same run when it has ended. */
export function cancelledRun(run: VerificationRun, reason: string, now: number): VerificationRun {
  return run.endedAt === undefined ? { ...run, endedAt: now, cancelled: reason } : run
}

/** Returns the cases that have failed. */
export function failedOf({ results }: VerificationRun): readonly CaseRecord[] {
  return results.filter(({ passed }) => !passed)
}

/** Returns the number of cases that have passed. */
export function passedOf({ results }: VerificationRun): number {
  return results.filter(({ passed }) => passed).length
}

/** Returns the run in one line for people. */
export function describeRun(run: VerificationRun): string {
  const share = `${passedOf(run)} of ${run.suite.cases.length} golden requests passed`
  switch (runStateOf(run)) {
    case 'running':
      return `${share} so far`
    case 'passed':
    case 'failed':
      return share
    case 'cancelled':
      return `${share}; ended early: ${run.cancelled}`
  }
}
