import type { Slot } from '../../core/routing/slot.ts'
import { describeCase } from '../../core/verification/case-result.ts'
import {
  describeRun,
  passedOf,
  runStateOf,
  type CaseRecord,
  type VerificationRun,
} from '../../core/verification/verification-run.ts'
import type { Status } from '../admin/answers.ts'
import type {
  CaseAnswer,
  Verification,
  VerificationRunAnswer,
} from '../admin/verification-answer.ts'
import { iso } from '../coordinator/iso-time.ts'
import type { Verifier } from './verifier.ts'

/** Returns the suites and the latest run of a model in the form of the admin route. */
export function verificationShown(
  model: string,
  { lastRuns, suites }: Pick<Verifier, 'lastRuns' | 'suites'>
): Verification {
  const [latest] = [lastRuns.blue, lastRuns.green]
    .filter((run) => run !== undefined)
    .toSorted((one, another) => another.startedAt - one.startedAt)
  return {
    model,
    run: latest === undefined ? null : runShown(latest),
    suites: suites.map(({ name, suite: { cases }, by, at }) => ({
      name,
      cases: cases.length,
      by,
      at: iso(at),
    })),
  }
}

/** Returns the verification of the release in a slot; null when the last run was of another one. */
export function verificationOfSlot(
  { staging }: Pick<Slot, 'staging'>,
  run: VerificationRun | undefined
): Status['slots']['blue']['verification'] {
  if (run?.staging !== staging) return null
  const { id, suite, startedAt, endedAt = startedAt } = run
  const counts = { passed: passedOf(run), total: suite.cases.length }
  return { id, state: runStateOf(run), ...counts, at: iso(endedAt) }
}

function runShown(run: VerificationRun): VerificationRunAnswer {
  const { id, color, release, staging, suites, options, cause, startedAt, endedAt } = run
  return {
    id,
    color,
    release,
    staging,
    state: runStateOf(run),
    suites: [...suites],
    againstStable: options.isAgainstStable,
    by: cause.by,
    reason: cause.reason,
    startedAt: iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    cancelled: run.cancelled ?? null,
    passed: passedOf(run),
    total: run.suite.cases.length,
    cases: run.results.map(caseShown),
    summary: describeRun(run),
  }
}

function caseShown(record: CaseRecord): CaseAnswer {
  const { mismatches, error, firstByteMs, totalMs, differences, ...counts } = record
  return {
    ...counts,
    mismatches: [...mismatches],
    error: error ?? null,
    firstByteMs: firstByteMs ?? null,
    totalMs: totalMs ?? null,
    differences: differences === undefined ? null : [...differences],
    summary: describeCase(record),
  }
}
