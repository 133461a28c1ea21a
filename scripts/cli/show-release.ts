import type { Color } from '../../src/core/routing/color.ts'
import type { Status } from '../../src/control-plane/admin/answers.ts'
import { ago } from './ago.ts'
import { durationOf } from '../../src/core/time-span.ts'
import { localNear } from './screen/local-time.ts'

/** Returns the release in a slot in one line, with what holds for it in brackets. */
export function releaseLine(status: Status, color: Color): string {
  const { release, origin, verified } = status.slots[color]
  const { phase, candidate, weight } = status
  const tags = [
    ...(status.live === color ? ['live'] : []),
    ...(phase === 'shifting' && candidate === color ? [`${weight} % of the keys`] : []),
    ...(status.quarantined === color ? ['quarantined'] : []),
    ...(verified ? [] : ['not verified']),
  ]
  return `${release} at ${origin}${tags.length === 0 ? '' : ` [${tags.join(', ')}]`}`
}

/** Returns who staged the release in a slot and when; nothing for one of the first start. */
export function stagingLines({ slots }: Status, color: Color, now: number): readonly string[] {
  const { staging, stagedAt, stagedBy, note } = slots[color]
  if (staging === 0) return []
  const staged = `staged ${ago(stagedAt, now)} by ${stagedBy}, revision ${staging}`
  return [note === null ? staged : `${staged}: ${note}`]
}

/** Returns the headers that go to a release, with the names of their secrets. */
export function headerLines({ slots }: Status, color: Color): readonly string[] {
  const headers = Object.entries(slots[color].headers ?? {})
  return headers.map(([name, secret]) => `header ${name} of the secret ${secret}`)
}

/** Returns how far the last verification of the release in a slot has come; nothing without one. */
export function verificationLines({ slots }: Status, color: Color, now: number): readonly string[] {
  const { verification } = slots[color]
  if (verification === null) return []
  const { state, passed, total, at } = verification
  return [`verification ${state} ${ago(at, now)}: ${passed} of ${total} golden requests passed`]
}

/** Returns what is out of the ordinary about the rollout, by the name of its row. */
export function conditionRows(
  status: Status,
  now: number
): readonly (readonly [name: string, text: string])[] {
  const { paused, frozenUntil, configured, autoRollback, model } = status
  const wayBack = wayBackOf(status, now)
  return [
    ...(paused === null
      ? []
      : [row('PAUSED', `${ago(paused.at, now)}, by ${paused.by}: ${paused.reason}`)]),
    ...(frozenUntil === null
      ? []
      : [row('FROZEN', `until ${localNear(frozenUntil, now)}: switch and promote need --force`)]),
    ...(autoRollback
      ? []
      : [row('ROLLBACK', 'OFF: auto_rollback = false, a faulty candidate only raises an alert')]),
    ...(wayBack === undefined ? [] : [row('way back', wayBack)]),
    ...configured.map(({ color, release }) =>
      row(
        'config',
        `configured ${release} in ${color}, which stands in no slot: bluegreen apply ${model}`
      )
    ),
    ...placementRows(status),
  ]
}

function row(name: string, text: string): readonly [name: string, text: string] {
  return [name, text]
}

/** Says where the coordinator was put, where somebody has chosen it. */
function placementRows({ placement }: Status): readonly (readonly [name: string, text: string])[] {
  if (placement === undefined) return []
  const { chosen, configured } = placement
  const [now, then] = [wordsOf(configured), wordsOf(chosen ?? configured)]
  if (now === '' && then === '') return []
  if (chosen === null)
    return [row('place', `${now}, as configured; the first start did not record it`)]
  const place = `${then === '' ? 'near its first caller' : then}, chosen at the first start`
  if (now === then) return [row('place', place)]
  return [
    row(
      'place',
      `${place}; wrangler.toml says ${now === '' ? 'nothing' : now} now, which moves nothing`
    ),
  ]
}

function wordsOf({
  jurisdiction,
  location,
}: NonNullable<Status['placement']>['configured']): string {
  const parts = [
    ...(jurisdiction === null ? [] : [`in jurisdiction ${jurisdiction}`]),
    ...(location === null ? [] : [`near ${location}`]),
  ]
  return parts.join(', ')
}

function wayBackOf({ wayBack, stableProbe }: Status, now: number): string | undefined {
  if (wayBack === null) return undefined
  const { color, release, until } = wayBack
  const left = durationOf(Date.parse(until) - now)
  const text = `to ${color} (${release}) for ${left} (until ${localNear(until, now)})`
  if (stableProbe === null) return text
  const when = ago(stableProbe.at, now)
  return stableProbe.ready ? `${text}, answered ${when}` : `${text}, but it did not answer ${when}`
}
