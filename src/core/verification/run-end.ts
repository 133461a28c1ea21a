import { other, type Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import type { UnusableColors } from '../routing/usable-pointer.ts'
import type { VerificationFailed, Verified } from '../rollout/events.ts'
import { pointerOf } from '../rollout/pointer-view.ts'
import type { Cause, Rollout } from '../rollout/state.ts'
import { asPlainLine } from '../rollout/plain-line.ts'
import type { NamedRelease, Note } from '../rollout/history-entry.ts'
import { describeCase } from './case-result.ts'
import { describeRun, failedOf, runStateOf, type VerificationRun } from './verification-run.ts'

/** Maximum number of failed cases that the history describes. */
const MAX_DESCRIBED = 10

/**
 * Returns the color whose release can be verified: the idle one. Undefined in a bake, where no
 * release waits, and when `named` is the live color.
 */
export function colorToVerify(rollout: Rollout, named: Color | undefined): Color | undefined {
  if (rollout.phase === 'baking') return undefined
  const idle = other(rollout.stable)
  return named === undefined || named === idle ? idle : undefined
}

/**
 * Returns why a run cannot go on; undefined when it can. Its results count only for the staging
 * that it began with, and calls to the live color are no test.
 */
export function cancelReasonOf(
  { color, staging }: Pick<VerificationRun, 'color' | 'staging'>,
  rollout: Rollout,
  unusable: UnusableColors
): string | undefined {
  if (rollout.slots[color].staging !== staging) return `another release was staged in ${color}`
  if (liveOf(pointerOf(rollout)) === color) return `${color} went live`
  return unusable[color]
}

/** Returns the event that a run ends with; undefined while it runs, and when it was cancelled. */
export function eventOfEnd(run: VerificationRun): Verified | VerificationFailed | undefined {
  const { color, staging } = run
  const cause = { ...run.cause, evidence: evidenceOf(run) }
  switch (runStateOf(run)) {
    case 'passed':
      return { type: 'verified', color, staging, cause }
    case 'failed':
      return { type: 'verification_failed', color, staging, cause }
    case 'running':
    case 'cancelled':
      return undefined
  }
}

/** Returns what the history says of a failure that changed nothing: the release was not verified. */
export function noteOfFailure(run: VerificationRun, { type, cause }: VerificationFailed): Note {
  return { action: type, cause, about: testedBy(run) }
}

/** Returns what the history says of a run that was cancelled, with the cause of that. */
export function noteOfCancel(run: VerificationRun, cause: Cause): Note {
  const about = testedBy(run)
  return { action: 'verification_cancelled', cause: { ...cause, evidence: evidenceOf(run) }, about }
}

/** Returns what the history says of a stored suite that was removed. */
export function noteOfRemoval(suite: string, cause: Cause): Note {
  return { action: 'remove_suite', cause: { ...cause, evidence: `suite ${suite}` } }
}

/** Returns the cause of a run's end that no operator asked for. */
export function byRouter(reason: string): Cause {
  return { by: 'router', source: 'verification', reason }
}

/** Returns why a run was cancelled, and by whom when an operator did it. */
export function cancelTextOf({ by, source, reason }: Cause): string {
  return source === 'verification' ? reason : `cancelled by ${by}: ${reason}`
}

function testedBy({ color, release, staging }: VerificationRun): NamedRelease {
  return { color, release, staging }
}

/** Returns suites and result of a run in one line, with the first failed cases. */
function evidenceOf(run: VerificationRun): string {
  const failed = failedOf(run)
  const described = failed.slice(0, MAX_DESCRIBED).map(describeCase)
  const more = failed.length - described.length
  const all = [...described, ...(more === 0 ? [] : [`and ${more} more`])].join('; ')
  const line = `${run.suites.join(', ')}: ${describeRun(run)}`
  return asPlainLine(failed.length === 0 ? line : `${line}; failed: ${all}`)
}
