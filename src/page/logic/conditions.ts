import type { ModelStatus } from '../data/shapes.ts'
import { named } from './rollout-situation.ts'
import { durationOf } from '../../core/time-span.ts'
import { localTimeOf, relativeTo } from './time-words.ts'

/** Returns what is out of the ordinary about a model besides its alerts, one sentence each. */
export function conditionsOf(status: ModelStatus, now: number): readonly string[] {
  return [
    ...pauseCondition(status, now),
    ...freezeCondition(status, now),
    ...rollbackConditions(status, now),
    ...status.configured.map(
      ({ color, release }) =>
        `wrangler.toml has ${release} for ${color}, which stands in no slot: bluegreen apply ${status.model}.`
    ),
  ]
}

function pauseCondition({ paused }: ModelStatus, now: number): readonly string[] {
  if (paused === null) return []
  const { at, by, reason } = paused
  return [`Paused ${relativeTo(now, Date.parse(at))} by ${by}: ${reason}. Rollbacks still work.`]
}

function freezeCondition({ frozenUntil }: ModelStatus, now: number): readonly string[] {
  if (frozenUntil === null) return []
  const until = localTimeOf(Date.parse(frozenUntil), now)
  return [`Frozen until ${until}: nothing goes forward. Rollbacks still work.`]
}

function rollbackConditions(status: ModelStatus, now: number): readonly string[] {
  const { autoRollback, candidate, stable, stableProbe, stableAnswers, wayBack } = status
  const off = autoRollback
    ? []
    : ['The automatic rollback is off: a faulty candidate only raises an alert.']
  if (candidate !== null) {
    const answers = stableAnswers?.readiness ?? 'unknown'
    const isReady = answers === 'unknown' ? stableProbe?.ready : answers === 'ready'
    const isBad = autoRollback && isReady === false
    return isBad
      ? [...off, `No automatic rollback is possible: ${named(status, stable)} is not ready.`]
      : off
  }
  if (wayBack === null) return off
  const left = durationOf(Math.max(0, Date.parse(wayBack.until) - now))
  const answered =
    stableProbe === null
      ? ''
      : stableProbe.ready
        ? `, which answered ${relativeTo(now, Date.parse(stableProbe.at))}`
        : ', which did not answer its last probe'
  return [...off, `Way back: to ${wayBack.color} ${wayBack.release} for ${left} more${answered}.`]
}
