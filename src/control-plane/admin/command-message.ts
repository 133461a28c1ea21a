import type { Made, OperatorCommand } from '../coordinator/command.ts'
import type { Status } from './answers.ts'

/** Returns what a command did, in one sentence. `made` is undefined when it made no revision. */
export function messageOf(
  { type }: OperatorCommand,
  made: Made | undefined,
  status: Status
): string {
  const { model, collectors } = status
  if (made !== undefined) {
    const change = type === 'shadow' ? copiesOf(status) : changeOf(type, made)
    return `${model}: ${change}, revision ${made.revision}`
  }
  if (type === 'switch') return `${model}: already running, ${runningOf(status)}`
  if (type === 'pause') return `${model}: paused; nothing goes forward by itself until resume`
  if (type === 'verify') return `${model}: the verification has begun`
  if (type === 'cancel_verification') return `${model}: the verification is cancelled`
  if (type === 'remove_suite') return `${model}: the suite is removed`
  if (type === 'resume') return `${model}: no longer paused`
  const receiver = collectors === 0 ? 'the coordinator' : `collectors, ${collectors} in each region`
  return `${model}: reports now go to ${receiver}`
}

function copiesOf({ shadow }: Pick<Status, 'shadow'>): string {
  const { share, color, release } = shadow ?? {}
  return `${share} % of the calls are copied to ${color} (${release}), and their answers compared`
}

/** Returns where a rollout stands that a switch found in progress. */
function runningOf({
  candidate,
  slots,
  weight,
  revision,
}: Pick<Status, 'candidate' | 'slots' | 'weight' | 'revision'>): string {
  if (candidate === null) return `revision ${revision}`
  return `${candidate} (${slots[candidate].release}) at ${weight} %, revision ${revision}`
}

function changeOf(
  type: OperatorCommand['type'],
  { live, release, candidate, staged }: Made
): string {
  if (staged !== undefined) return `${staged.color} now holds ${staged.release}, not verified yet`
  if (type === 'shadow_off') return 'no call is copied any more'
  if (candidate !== undefined && candidate.color !== live) {
    return `${candidate.color} (${candidate.release}) now takes ${candidate.weight} % of the keys, ${live} (${release}) the rest`
  }
  if (type === 'promote' && candidate !== undefined) return `live is now ${live} (${release})`
  if (type === 'promote') return `${live} (${release}) is now stable`
  if (type === 'forgive') return 'no release is quarantined any more'
  return `live is now ${live} (${release})`
}
