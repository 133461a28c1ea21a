import { isRecord } from '../json.ts'
import type { AlertCode } from '../rollout/alert-codes.ts'
import type { EvidenceNumbers } from '../rollout/evidence-numbers.ts'
import type { ChainHead } from '../rollout/history-chain.ts'
import type { HistoryEntry, NamedRelease } from '../rollout/history-entry.ts'
import { asPlainLine } from '../rollout/plain-line.ts'
import type { RolloutRecord } from '../rollout/rollout-records.ts'
import { notificationText } from './notification-text.ts'
import type { NotificationWord } from './notification-words.ts'

/** A message to receivers: the body of a webhook. Texts are single lines of visible characters. */
export interface Notification {
  readonly type: NotificationType
  /** Time of the decision in ISO 8601. */
  readonly timestamp: string
  readonly data: NotificationData
}

export type NotificationType = `rollout.${RolloutWord}` | AlertWord | 'notify.test'

type AlertWord = Extract<NotificationWord, `alert.${string}`>
export type RolloutWord = Exclude<NotificationWord, AlertWord>

export interface NotificationData {
  /** The decision in one sentence. */
  readonly text: string
  /** Absent in a test. */
  readonly model?: string
  readonly revision?: number
  readonly by?: string
  readonly reason?: string
  /** The live release before and after. */
  readonly from?: NamedRelease
  readonly to?: NamedRelease
  /** The release that was staged or verified, or whose share of the keys changed. */
  readonly about?: NamedRelease
  /** Share of the keys on the candidate in per cent, while one is on trial. */
  readonly weight?: number
  readonly evidence?: string
  readonly numbers?: EvidenceNumbers
  readonly alert?: AlertCode
  /** The rollout that the decision belongs to. */
  readonly rollout?: RolloutFacts
  /** Number and hash of the decision in the history: a copy that nobody can change later. */
  readonly history?: ChainHead
}

interface RolloutFacts {
  readonly id: string
  readonly result: RolloutRecord['result']
  readonly startedAt: string
  readonly endedAt?: string
}

/** What a message says of a decision besides its entry. */
export interface DecisionFacts {
  /** The newest rollout, where the decision belongs to one. */
  readonly rollout?: RolloutRecord | undefined
  /** The head of the history with the decision in it. */
  readonly history?: ChainHead | undefined
}

/** Returns the message about a decision. */
export function notificationOf(
  model: string,
  word: NotificationWord,
  entry: HistoryEntry,
  { rollout, history }: DecisionFacts
): Notification {
  const { revision, at, releases, weight, cause, alert } = entry
  const { by, reason, evidence, numbers } = cause
  const type = isAlertWord(word) ? word : (`rollout.${word}` as const)
  const data: NotificationData = {
    text: notificationText(model, word, entry),
    model,
    revision,
    by,
    reason,
    ...releases,
    ...(weight === undefined ? {} : { weight }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(numbers === undefined ? {} : { numbers }),
    ...(alert === undefined ? {} : { alert }),
    ...(rollout === undefined ? {} : { rollout: factsOf(rollout) }),
    ...(history === undefined ? {} : { history }),
  }
  return { type, timestamp: isoOf(at), data: bounded(data) }
}

/** Returns a message that says nothing but that it arrives. */
export function testNotification(by: string, now: number): Notification {
  const text = `A test of the notifications of bluegreen, sent by ${by}. Nothing has happened.`
  return { type: 'notify.test', timestamp: isoOf(now), data: bounded({ text, by }) }
}

function isAlertWord(word: NotificationWord): word is AlertWord {
  return word.startsWith('alert.')
}

function factsOf({ id, result, startedAt, endedAt }: RolloutRecord): RolloutFacts {
  const end = endedAt === undefined ? {} : { endedAt: isoOf(endedAt) }
  return { id, result, startedAt: isoOf(startedAt), ...end }
}

function isoOf(time: number): string {
  return new Date(time).toISOString()
}

/** Longest text in a message, and most entries of an object, so that no message has 20 kB. */
const MAX_CHARACTERS = 500
const MAX_ENTRIES = 20

/** Makes each text one visible line, and cuts what is long. */
function bounded<Value>(value: Value): Value
function bounded(value: unknown): unknown {
  if (typeof value === 'string') return cut(asPlainLine(value), MAX_CHARACTERS)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).slice(0, MAX_ENTRIES)
  return Object.fromEntries(
    entries.map(([name, each]) => [cut(asPlainLine(name), 60), bounded(each)])
  )
}

/** Cuts a text, with an ellipsis in place of the rest. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const kept = text.slice(0, maxCharacters - 1)
  // No half of a character at the end.
  return `${kept.replace(/[\ud800-\udbff]$/, '')}…`
}
