import { other, type Color } from '../routing/color.ts'
import type { UnusableColors } from '../routing/usable-pointer.ts'
import type { Verified } from '../rollout/events.ts'
import type { Rollout } from '../rollout/state.ts'
import { takesTraffic } from '../rollout/candidate.ts'
import { describeRun, runStateOf, type VerificationRun } from './verification-run.ts'

/**
 * Returns the color whose release can be verified: the idle one. Undefined in a rollout, where no
 * release waits, and when `named` is the live color.
 */
export function colorToVerify(rollout: Rollout, named: Color | undefined): Color | undefined {
  if (rollout.phase !== 'idle') return undefined
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
  if (takesTraffic(rollout, color)) return `${color} went live`
  return unusable[color]
}

/** Returns the event that a run ends with; undefined unless all its cases have passed. */
export function verifiedBy(run: VerificationRun): Verified | undefined {
  if (runStateOf(run) !== 'passed') return undefined
  const { color, staging, cause } = run
  return { type: 'verified', color, staging, cause: { ...cause, evidence: describeRun(run) } }
}
