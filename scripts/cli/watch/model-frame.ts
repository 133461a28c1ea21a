import { other, type Color } from '../../../src/core/routing/color.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { ago } from '../ago.ts'
import { clockOf, durationOf, lengthOf } from '../../../src/core/time-span.ts'
import { wrap } from '../screen/fit.ts'
import { localClock, localNear } from '../screen/local-time.ts'
import { meaningOf, paint, type Meaning } from '../screen/paint.ts'
import type { Screen } from '../screen/screen.ts'
import { nextOf, stepsOf } from '../show-plan.ts'
import { conditionRows } from '../show-release.ts'
import { kvOf, probeRows } from '../show-status.ts'
import { evidenceLines } from './evidence.ts'
import { comparison } from './comparison.ts'
import type { ModelLook } from './view-state.ts'

/** Column at which the texts of the rows begin. */
const TEXT_COLUMN = 10

/** Columns of the bar of the evidence at most. */
const BAR = 32

type Row = readonly [name: string, text: string, meaning?: Meaning]

/** Returns a model as lines: what happens, both colors side by side, and the last changes. */
export function modelFrame(look: ModelLook, now: number, screen: Screen): readonly string[] {
  const { status } = look
  const above: readonly Row[] = [
    ...status.alerts.map(({ message, code }): Row => ['ALERT', `${message} (${code})`, 'danger']),
    ...planRows(status, now),
    ...evidenceRows(look, screen),
    ...conditionRows(status, now).map(([name, text]): Row => [name, text, 'warning']),
  ]
  const below: readonly Row[] = [
    ...[status.stable, other(status.stable)].map((color): Row => [
      color,
      verdictOf(status, color, screen),
    ]),
    ...probeRows(status, now),
    ['state', stateOf(status)],
    ...lastRows(look, now),
  ]
  return [
    ...headLines(status, now, screen),
    ...above.flatMap((row) => linesOf(row, screen)),
    '',
    ...comparison(status, screen),
    '',
    ...below.flatMap((row) => linesOf(row, screen)),
  ]
}

function linesOf([name, text, meaning = 'minor']: Row, screen: Screen): readonly string[] {
  const gap = ' '.repeat(Math.max(1, TEXT_COLUMN - name.length))
  return wrap(`${paint(screen, meaning, name)}${gap}${text}`, screen, TEXT_COLUMN).split('\n')
}

function headLines(status: Status, now: number, screen: Screen): readonly string[] {
  const { model, phase, candidate, stable, live, weight, paused, revision, by, reason } = status
  const nameOf = (color: Color) => `${color} ${status.slots[color].release}`
  const word = paused === null ? phase : `${phase}, paused`
  const meaning: Meaning = paused === null ? 'active' : 'warning'
  const what =
    candidate === null
      ? `${nameOf(live)} is live since ${ago(status.since, now)}`
      : `${nameOf(candidate)} ${weight} %  ← ${nameOf(stable)}`
  const title = paint(screen, 'title', model)
  const head = `${title}  ${paint(screen, candidate === null ? 'minor' : meaning, word.toUpperCase())}  ${what}`
  return [
    ...wrap(head, screen, 2).split('\n'),
    ...wrap(`r${revision} by ${by}: ${reason}`, screen, 2).split('\n'),
  ]
}

/** Returns the way of the candidate from its staging to the end of its bake. */
function planRows(status: Status, now: number): readonly Row[] {
  const { plan, bake, candidate } = status
  if (candidate === null) return []
  const { staging, verified, verification } = status.slots[candidate]
  const checks = verification === null ? '' : ` ${verification.passed}/${verification.total}`
  const before = [
    ...(staging === 0 ? [] : ['✔ staged']),
    verified ? `✔ verified${checks}` : `✘ not verified${checks}`,
  ]
  if (plan !== null) {
    return [
      ['plan', [...before, stepsOf(plan, now)].join('  ')],
      ['next', `${nextOf(plan, status, now)}${timeOf(plan.endsAt, now)}`],
    ]
  }
  if (bake === null) return [['plan', before.join('  ')]]
  const startedAt = Date.parse(bake.startedAt)
  const endsAt = Date.parse(bake.endsAt)
  const gone = `● bake ${clockOf(now - startedAt)} of ${clockOf(endsAt - startedAt)}`
  const { kind } = status.health[candidate].verdict
  const next =
    now < endsAt
      ? `stable at ${localClock(endsAt)} if the verdict is healthy`
      : `its ${lengthOf(endsAt - startedAt)} are over; it waits because the verdict is ${kind}`
  return [
    ['plan', [...before, '✔ 100 %', gone].join('  ')],
    ['next', status.paused === null ? next : `paused; waits for bluegreen resume ${status.model}`],
  ]
}

/** Returns the time of the next step, when it is still to come. */
function timeOf(endsAt: string | null, now: number): string {
  return endsAt === null || Date.parse(endsAt) <= now ? '' : ` (${localClock(endsAt)})`
}

function evidenceRows({ status, evidence }: ModelLook, screen: Screen): readonly Row[] {
  const width = Math.max(8, Math.min(BAR, screen.columns - TEXT_COLUMN - 50))
  const against = status.candidate ?? status.live
  const lines = evidenceLines(evidence.samples, against, width, screen)
  return lines.map((line, index): Row => [index === 0 ? 'evidence' : '', line])
}

function verdictOf(status: Status, color: Color, screen: Screen): string {
  const { kind, summary } = status.health[color].verdict
  return `${paint(screen, meaningOf(kind), kind)}: ${summary}`
}

function stateOf(status: Status): string {
  const { following, reporting } = status.isolates
  return `${following} of ${reporting} isolates follow r${status.revision} · KV ${kvOf(status)}`
}

/** Returns the end of the last rollout, and the last changes. */
function lastRows({ rollout, changes, status }: ModelLook, now: number): readonly Row[] {
  const ended =
    rollout === undefined || rollout.endedAt === null || status.candidate !== null
      ? []
      : [endOf(rollout, now)]
  const lines = changes.map(({ at, revision, action, by, reason, evidence }) => {
    return `${localNear(at, now)} r${revision} ${action.replaceAll('_', ' ')} by ${by}: ${evidence ?? reason}`
  })
  return [...ended, ...lines.map((text, index): Row => [index === 0 ? 'changes' : '', text])]
}

function endOf(rollout: NonNullable<ModelLook['rollout']>, now: number): Row {
  const { to, result, endedAt, endedBy, endReason, evidence } = rollout
  const name = to === null ? 'the last rollout' : `${to.color} ${to.release}`
  const word = result.replaceAll('_', ' ')
  const isGood = result === 'completed'
  const when = endedAt === null ? '' : ` ${durationOf(now - Date.parse(endedAt))} ago`
  const text = `${name} ${isGood ? word : word.toUpperCase()}${when} by ${endedBy}: ${evidence ?? endReason}`
  return ['rollout', text, isGood ? 'good' : 'danger']
}
