import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { ago } from '../ago.ts'
import { clockOf } from '../../../src/core/time-span.ts'
import { releaseOf } from './lines.ts'

/** A status, and the time at which it was read. */
export interface Seen {
  readonly status: Status
  readonly at: number
}

/** Returns in one line how far a rollout is now; `startedAt` is the begin of the wait. */
export function liveText(seen: Seen | undefined, startedAt: number, now: number): string {
  const waited = `waited ${clockOf(now - startedAt)}`
  if (seen === undefined) return `${waited}, no answer yet`
  const looked = `looked ${ago(new Date(seen.at).toISOString(), now)}`
  return `${standOf(seen.status, now)} · ${waited}, ${looked}`
}

/** Returns the release on trial, its share, and the time that is over. */
function standOf(status: Status, now: number): string {
  const { model, candidate, phase, weight, live, paused } = status
  const stop = paused === null ? '' : ', paused'
  if (candidate === null) return `${model}: live is ${releaseOf(live, status)}${stop}`
  const { kind } = status.health[candidate].verdict
  const share = phase === 'baking' ? 'bakes' : `at ${weight} %`
  return `${model}: ${releaseOf(candidate, status)} ${share}${timeOf(status, now)}, ${kind}${missingOf(status)}${stop}`
}

function timeOf({ plan, bake }: Status, now: number): string {
  const span = bake ?? (plan === null ? null : { startedAt: plan.since, endsAt: plan.endsAt })
  if (span === null) return ''
  const startedAt = Date.parse(span.startedAt)
  const gone = clockOf(now - startedAt)
  return span.endsAt === null
    ? ` ${gone}`
    : ` ${gone} of ${clockOf(Date.parse(span.endsAt) - startedAt)}`
}

function missingOf({ plan }: Status): string {
  const needed = plan?.goodCallsNeeded ?? null
  return needed === null ? '' : `, ${needed} more good calls`
}
