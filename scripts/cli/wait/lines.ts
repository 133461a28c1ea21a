import { other } from '../../../src/core/routing/color.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { durationOf, lengthOf } from '../../../src/core/time-span.ts'
import { localClock, localTime } from '../screen/local-time.ts'
import { candidateOf } from './course.ts'

/** Returns a change in one line, and the evidence or the author below it. */
export function changeLines(entry: HistoryEntry, status: Status): readonly string[] {
  const { model } = status
  const head = `${timeOf(Date.parse(entry.at))} ${model} r${entry.revision}`
  const { evidence, by, reason } = entry
  const below = evidence ?? `by ${by}: ${reason}`
  return [`${head}  ${whatOf(entry, status)}`, `${' '.repeat(head.length)}  ${below}`]
}

/** Returns a line below the changes of a model, such as its verdict. */
export function belowLine(text: string, { model, revision }: Status, now: number): string {
  const time = timeOf(now)
  return `${time}${' '.repeat(` ${model} r${revision}`.length)}  ${text}`
}

/** Returns a color and its release, such as `green v3`. */
export function releaseOf(color: 'blue' | 'green', { slots }: Pick<Status, 'slots'>): string {
  return `${color} ${slots[color].release}`
}

/** Whether the line of an action says how many isolates follow. */
export function goesBack(action: HistoryEntry['action']): boolean {
  return action === 'rollback' || action === 'undo' || action === 'break_glass'
}

/** Returns the time of day here, with its zone. */
export function timeOf(time: number): string {
  return localClock(time)
}

function whatOf(entry: HistoryEntry, status: Status): string {
  const { action, to, weight } = entry
  if (weight !== undefined && weight < 100) return stepText(entry, weight, status)
  return texts.get(action)?.(releaseOf(to, status), entry, status) ?? action.replaceAll('_', ' ')
}

/** Returns the share of the candidate after a change, and how long it lasts if the status tells. */
function stepText(entry: HistoryEntry, weight: number, status: Status): string {
  const candidate = candidateOf(entry)
  const by = entry.action === 'break_glass' ? 'CHANGED BY HAND: ' : ''
  const rest = `${releaseOf(other(candidate), status)} is stable`
  return `${by}${releaseOf(candidate, status)} at ${weight} %${timeOfStep(entry, status)}; ${rest}`
}

function timeOfStep({ weight }: HistoryEntry, { plan }: Status): string {
  const step = plan?.steps.find((one) => one.weight === weight)
  if (step === undefined) return ''
  return step.seconds === null ? ' until it is promoted' : ` for ${lengthOf(step.seconds * 1000)}`
}

const bakesText: Text = (live, entry, status) =>
  `${live} baking${bakeOf(entry, status)}; ${releaseOf(other(entry.to), status)} is stable`

type Text = (live: string, entry: HistoryEntry, status: Status) => string

const stagedText: Text = (_, { to }, status) => `${releaseOf(other(to), status)} staged`

const rolledBackText: Text = (live, entry, status) =>
  `ROLLED BACK to ${live}${isolatesOf(entry, status)}`

/** What the actions that move traffic or stage a release have done. */
const texts: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['switch', bakesText],
  ['step', bakesText],
  ['complete', (live, _, status) => `COMPLETED: ${live} is stable${wayBackOf(status)}`],
  [
    'promote',
    (live, entry, status) =>
      entry.weight === undefined
        ? `COMPLETED by hand: ${live} is stable${wayBackOf(status)}`
        : bakesText(live, entry, status),
  ],
  ['rollback', rolledBackText],
  ['undo', rolledBackText],
  [
    'break_glass',
    (live, entry, status) => `CHANGED BY HAND: ${live} is live${isolatesOf(entry, status)}`,
  ],
  ['stage', stagedText],
  ['apply', stagedText],
  ['configure', stagedText],
])

/** The status tells the length of the bake that is in progress only. */
function bakeOf({ revision, to }: HistoryEntry, { bake, live, ...status }: Status): string {
  if (bake === null || live !== to || status.revision < revision) return ''
  return ` ${durationOf(Date.parse(bake.endsAt) - Date.parse(bake.startedAt))}`
}

/** Says nothing while some isolates do not follow: their count is out of date in a second. */
function isolatesOf({ revision }: HistoryEntry, status: Status): string {
  const { reporting, following } = status.isolates
  if (status.revision !== revision || reporting === 0 || someLag(status)) return ''
  return ` on ${following} of ${reporting} isolates`
}

/** Whether some isolates that report do not follow the newest revision yet. */
export function someLag({ isolates }: Pick<Status, 'isolates'>): boolean {
  return isolates.following < isolates.reporting
}

function wayBackOf({ wayBack }: Status): string {
  return wayBack === null
    ? ''
    : `; way back to ${wayBack.release} until ${localTime(wayBack.until)}`
}
