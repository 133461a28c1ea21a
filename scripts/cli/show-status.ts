import { colors } from '../../src/core/routing/color.ts'
import { ago } from './ago.ts'
import { durationOf } from '../../src/core/time-span.ts'
import { wrap } from './screen/fit.ts'
import { localNear, localTime } from './screen/local-time.ts'
import { paint, type Meaning } from './screen/paint.ts'
import { plainView, type View } from './screen/screen.ts'
import { showCaller } from './models/show-models.ts'
import { headline, heldBack, planRows } from './show-plan.ts'
import { shadowLines } from './show-shadow.ts'
import { colorOf, secondsOf } from './show-health.ts'
import { conditionRows } from './show-release.ts'
import type { Caller } from '../../src/control-plane/admin/answer-parts.ts'
import type { FailedModel, Status } from '../../src/control-plane/admin/answers.ts'

/** Most notifications in a status. */
const MAX_NOTIFICATIONS = 5

/** Column at which the texts of the rows begin. */
const TEXT_COLUMN = 12

/** Returns one model as a few lines, the most urgent ones first. */
export function showStatus(status: Status, now: number, view: View = plainView): string {
  const { screen } = view
  const rows = [
    ...alertRows(status, now),
    ...conditionRows(status, now),
    ...planRows(status, now),
    ...probeRows(status, now),
    ...sinceRows(status, now),
    row('phase', phaseOf(status, now)),
    ...colors.map((color) => row(color, colorOf(status, color, now, view))),
    ...shadowLines(status, now, view).map((line, index) => row(index === 0 ? 'shadow' : '', line)),
    row('KV', kvOf(status)),
    row('isolates', isolatesOf(status)),
    ...collectorRows(status),
    ...notificationRows(status, view),
    ...historyRows(status),
  ]
  const lines = [
    paint(screen, 'title', headline(status)),
    ...rows.map((each) => lineOf(each, view)),
  ]
  const whole = lines.join('\n').split('\n')
  return whole.map((line) => wrap(line, screen, TEXT_COLUMN)).join('\n')
}

type Row = readonly [name: string, text: string]

const nameMeanings: ReadonlyMap<string, Meaning> = new Map([
  ['ALERT', 'danger'],
  ['ERROR', 'danger'],
  ['PAUSED', 'warning'],
  ['FROZEN', 'warning'],
  ['ROLLBACK', 'warning'],
])

function lineOf([name, text]: Row, { screen }: View): string {
  const shown = paint(screen, nameMeanings.get(name) ?? 'minor', name)
  return `  ${shown}${' '.repeat(TEXT_COLUMN - 2 - name.length)}${text}`
}

/**
 * Returns several models with an empty line between them, and an error for a model whose
 * coordinator fails.
 */
export function showStatuses(
  statuses: readonly (Status | FailedModel)[],
  now: number,
  you?: Caller,
  view: View = plainView
): string {
  const shown = statuses.map((one) =>
    'error' in one ? showFailed(one, view) : showStatus(one, now, view)
  )
  return [...shown, ...(you === undefined ? [] : [showCaller(you)])].join('\n\n')
}

function showFailed({ model, error }: FailedModel, view: View): string {
  const line = lineOf(row('ERROR', `${error.message} (${error.code})`), view)
  return [`${model}: no status`, wrap(line, view.screen, TEXT_COLUMN)].join('\n')
}

function row(name: string, text: string): Row {
  return [name, text]
}

/** Returns what each alert means and what to do, worst first. */
function alertRows({ alerts }: Status, now: number): readonly Row[] {
  return alerts.flatMap(({ code, message, advice, since }) => [
    row('ALERT', `${message} (${code}, ${ago(since, now)})`),
    row('', advice),
  ])
}

/** Who made the newest revision did not make the color live, when that was an earlier one. */
function sinceRows({ since, changedAt, by, reason }: Status, now: number): readonly Row[] {
  const change = `by ${by}: ${reason}`
  if (changedAt === undefined || changedAt === since)
    return [row('since', `${timeOf(since, now)}, ${change}`)]
  return [row('since', timeOf(since, now)), row('changed', `${timeOf(changedAt, now)}, ${change}`)]
}

/**
 * Returns whether an automatic rollback is possible, which people must know before it is needed.
 */
export function probeRows(status: Status, now: number): readonly Row[] {
  const { stableProbe, stableAnswers, candidate, stable, autoRollback } = status
  if (candidate === null || !autoRollback) return []
  if (stableProbe === null && stableAnswers === null) return []
  const readiness = stableAnswers?.readiness ?? 'unknown'
  const isReady = readiness === 'unknown' ? stableProbe?.ready === true : readiness === 'ready'
  const text = isReady
    ? `automatic: ${stable} is ready`
    : `no automatic rollback: ${stable} is not ready`
  const reasons = [
    ...(stableAnswers === null ? [] : [answersOf(stableAnswers)]),
    ...(stableProbe === null ? [] : [`probed ${ago(stableProbe.at, now)}`]),
  ]
  return [row('rollback', `${text} (${reasons.join('; ')})`)]
}

/** Returns a time here, and how long ago it was. */
function timeOf(time: string, now: number): string {
  return `${ago(time, now)} (${localNear(time, now)})`
}

function answersOf({ answered, failed }: NonNullable<Status['stableAnswers']>): string {
  const calls = answered + failed
  return `it answered ${answered} of ${calls} repeated calls well in the last minute`
}

function phaseOf(status: Status, now: number): string {
  const { phase, stable, candidate, bake, weight } = status
  if (candidate === null) return `${phase}: nothing on trial, ${stable} is stable`
  const share = `${candidate} on trial at ${weight} %${heldBack(status)}`
  const rollout = `${share}, back to ${stable} if it is faulty`
  return bake === null ? `${phase}: ${rollout}` : `${phase}: ${rollout}; ${progressOf(bake, now)}`
}

function progressOf(bake: NonNullable<Status['bake']>, now: number): string {
  const startedAt = Date.parse(bake.startedAt)
  const endsAt = Date.parse(bake.endsAt)
  const whole = durationOf(endsAt - startedAt)
  if (now >= endsAt) return `its ${whole} are over, waiting for a healthy verdict`
  return `${durationOf(now - startedAt)} of ${whole} done, ${durationOf(endsAt - now)} left`
}

/** Returns whether KV holds the newest pointer. */
export function kvOf({ kv, revision }: Status): string {
  if (kv.inSync) return `in sync (revision ${kv.revision})`
  if (kv.malformed) return 'holds a document that is not a pointer; isolates keep the last good one'
  if (kv.refused !== null) {
    return `holds a pointer that is not followed (${kv.refused}); isolates keep the last good one`
  }
  if (kv.revision === null) return `holds no pointer yet; the router is at revision ${revision}`
  return `behind: revision ${kv.revision}, the router is at ${revision} and retries`
}

function isolatesOf({ isolates, revision }: Status): string {
  const { reporting, following, oldestRevision, silentMs } = isolates
  if (reporting === 0) return 'no recent reports'
  const lastReport = silentMs === null ? '' : `; each reported in the last ${secondsOf(silentMs)} s`
  if (following === reporting) {
    return `all of ${reporting} reporting isolates follow revision ${revision}${lastReport}`
  }
  const last = oldestRevision === null ? '' : `, the last one still follows ${oldestRevision}`
  return `${following} of ${reporting} reporting isolates follow revision ${revision}${last}${lastReport}`
}

/** Returns nothing for most models: without collectors the coordinator takes the reports. */
function collectorRows({ collectors }: Status): readonly Row[] {
  return collectors > 0 ? [row('reports', `go to collectors, ${collectors} in each region`)] : []
}

/** Returns what has not arrived at receivers; nothing when all has. */
function notificationRows({ notifications }: Status, { isWide }: View): readonly Row[] {
  const { pending, failed } = notifications
  return [...pending, ...failed]
    .slice(0, isWide ? Infinity : MAX_NOTIFICATIONS)
    .map(({ receiver, type, attempts, nextAt }) => {
      const last = attempts.at(-1)?.result ?? 'no attempt yet'
      const next = nextAt === null ? 'given up' : `again at ${localTime(nextAt)}`
      return row('notify', `${type} to ${receiver}: ${last}, ${attempts.length} attempts, ${next}`)
    })
}

/** Returns the newest hash of the history whole, because `history --expect-hash` takes it. */
function historyRows({ history }: Status): readonly Row[] {
  return history === null ? [] : [row('history', `entry ${history.entry}, hash ${history.hash}`)]
}
