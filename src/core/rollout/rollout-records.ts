import type { HistoryEntry, NamedRelease } from './history-entry.ts'
import type { Cause } from './state.ts'

/** How a rollout ended. `superseded`: a pointer written by hand took its place. */
export type RolloutResult = 'running' | 'completed' | 'rolled_back' | 'undone' | 'superseded'

/** A whole rollout, from its switch to its end. */
export interface RolloutRecord {
  /** Model and revision of the switch, such as `chat-42`. */
  readonly id: string
  /** Number of the history entry of the switch. */
  readonly entry: number
  readonly from?: NamedRelease | undefined
  readonly to?: NamedRelease | undefined
  readonly result: RolloutResult
  /** The revisions that it made, the switch first. */
  readonly revisions: readonly number[]
  readonly startedAt: number
  /** Who switched, and why. */
  readonly cause: Cause
  readonly endedAt?: number
  /** Who ended it, why, and on what evidence. */
  readonly end?: Cause
}

/** An entry with its number. */
interface Numbered {
  readonly entry: number
  readonly content: HistoryEntry
}

/**
 * Returns the rollouts of a part of the history, both oldest first. A rollout whose switch is older
 * is left out.
 */
export function rolloutRecordsOf(
  model: string,
  entries: readonly Numbered[]
): readonly RolloutRecord[] {
  return entries.reduce<readonly RolloutRecord[]>(
    (records, entry) => afterEntry(model, records, entry),
    []
  )
}

/** Whether an entry begins a rollout. */
export function beginsRollout({ action }: HistoryEntry): boolean {
  return action === 'switch'
}

function afterEntry(
  model: string,
  records: readonly RolloutRecord[],
  numbered: Numbered
): readonly RolloutRecord[] {
  const { action } = numbered.content
  const last = records.at(-1)
  if (beginsRollout(numbered.content)) return [...records, begun(model, numbered)]
  if (action === 'break_glass') return afterBreakGlass(model, records, numbered)
  if (last === undefined) return records
  const result = isStep(numbered.content) ? undefined : results.get(action)
  // A rollback and a completion end the newest rollout.
  if (result !== undefined) return [...records.slice(0, -1), ended(last, result, numbered)]
  const isOwn = last.result === 'running' && !last.revisions.includes(numbered.content.revision)
  return isOwn ? [...records.slice(0, -1), withRevision(last, numbered)] : records
}

/** Whether an entry is about a candidate that is still on trial after it. */
function isStep({ weight }: HistoryEntry): boolean {
  return weight !== undefined
}

const results: ReadonlyMap<HistoryEntry['action'], RolloutResult> = new Map([
  ['complete', 'completed'],
  ['promote', 'completed'],
  ['rollback', 'rolled_back'],
  ['undo', 'undone'],
])

/**
 * A pointer by hand ends a rollout. When it goes forward, it is a rollout of its own: one with a
 * share of the traffic begins, another is over.
 */
function afterBreakGlass(
  model: string,
  records: readonly RolloutRecord[],
  numbered: Numbered
): readonly RolloutRecord[] {
  const { from, to, weight } = numbered.content
  const last = records.at(-1)
  const isRunning = last?.result === 'running'
  const before = isRunning
    ? [
        ...records.slice(0, -1),
        ended(last, isBack(last, numbered) ? 'rolled_back' : 'superseded', numbered),
      ]
    : records
  if (weight !== undefined && weight < 100) return [...before, begun(model, numbered)]
  if (isRunning || from === to) return before
  return [...before, { ...begun(model, numbered), result: 'completed', ...endOf(numbered) }]
}

/** Whether a pointer by hand sends all traffic to the color that a rollout began on. */
function isBack({ from: began }: RolloutRecord, { content }: Numbered): boolean {
  if (isStep(content)) return false
  return began === undefined ? content.from !== content.to : content.to === began.color
}

function begun(model: string, { entry, content }: Numbered): RolloutRecord {
  const { revision, releases, at, cause } = content
  const { from, to, about } = releases ?? {}
  const id = `${model}-${revision}`
  const start = { revisions: [revision], startedAt: at, cause }
  return { id, entry, from, to: about ?? to, result: 'running', ...start }
}

function ended(record: RolloutRecord, result: RolloutResult, entry: Numbered): RolloutRecord {
  return { ...withRevision(record, entry), result, ...endOf(entry) }
}

function endOf({ content: { at, cause } }: Numbered) {
  return { endedAt: at, end: cause }
}

function withRevision(record: RolloutRecord, { content: { revision } }: Numbered): RolloutRecord {
  return { ...record, revisions: [...record.revisions, revision] }
}
