import type { Made, OperatorCommand } from '../coordinator/command.ts'
import type { Status } from './answers.ts'

/** Returns what a command did, in one sentence. `made` is undefined when it made no revision. */
export function messageOf(
  { type }: OperatorCommand,
  made: Made | undefined,
  { model, collectors, shadow }: Status
): string {
  if (made !== undefined) {
    const change = type === 'shadow' ? copiesOf(shadow) : changeOf(type, made)
    return `${model}: ${change}, revision ${made.revision}`
  }
  if (type === 'pause') return `${model}: paused; nothing goes forward by itself until resume`
  if (type === 'verify') return `${model}: the verification has begun`
  if (type === 'cancel_verification') return `${model}: the verification is cancelled`
  if (type === 'remove_suite') return `${model}: the suite is removed`
  if (type === 'resume') return `${model}: no longer paused`
  const receiver = collectors === 0 ? 'the coordinator' : `collectors, ${collectors} in each region`
  return `${model}: reports now go to ${receiver}`
}

function copiesOf(shadow: Status['shadow']): string {
  const { share, color, release } = shadow ?? {}
  return `${share} % of the calls are copied to ${color} (${release}), and their answers compared`
}

function changeOf(type: OperatorCommand['type'], { live, release, staged }: Made): string {
  if (staged !== undefined) return `${staged.color} now holds ${staged.release}, not verified yet`
  if (type === 'shadow_off') return 'no call is copied any more'
  if (type === 'promote') return `${live} (${release}) is now stable`
  if (type === 'forgive') return 'no release is quarantined any more'
  return `live is now ${live} (${release})`
}
