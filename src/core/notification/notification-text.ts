import { alertCodes } from '../rollout/alert-codes.ts'
import type { HistoryEntry, NamedRelease } from '../rollout/history-entry.ts'
import type { NotificationWord } from './notification-words.ts'

const titles = {
  started: 'SWITCHED',
  step: 'NEXT STEP',
  held: 'HELD',
  paused: 'PAUSED',
  resumed: 'RESUMED',
  completed: 'COMPLETED',
  rolled_back: 'ROLLED BACK',
  superseded: 'POINTER WRITTEN BY HAND',
  staged: 'STAGED',
  verified: 'VERIFIED',
  'alert.raised': 'ALERT',
  'alert.cleared': 'ALERT OVER',
} as const satisfies Readonly<Record<NotificationWord, string>>

/** Returns a decision in one line for people: model, title, releases, and why. */
export function notificationText(
  model: string,
  word: NotificationWord,
  { alert, releases, weight, cause }: HistoryEntry
): string {
  const { by, reason, evidence } = cause
  const head = `${model}: ${titles[word]}`
  if (alert !== undefined) {
    const advice = word === 'alert.raised' ? ` What to do: ${alertCodes[alert].advice}.` : ''
    return `${head} ${alert}: ${reason}.${advice}`
  }
  const moved = releases === undefined ? '' : ` ${movedOf(releases)}`
  const share = weight === undefined || weight === 100 ? '' : ` at ${weight} % of the keys`
  const why = evidence === undefined ? '' : ` ${evidence}.`
  return `${head}${moved}${share}, by ${by}: ${reason}.${why}`
}

function movedOf({ from, to, about }: NonNullable<HistoryEntry['releases']>): string {
  if (about !== undefined) return nameOf(about)
  return from.color === to.color && from.staging === to.staging
    ? nameOf(to)
    : `${nameOf(from)} → ${nameOf(to)}`
}

function nameOf({ color, release }: NamedRelease): string {
  return `${release} (${color})`
}
