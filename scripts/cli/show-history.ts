import { ago } from './ago.ts'
import type { History, HistoryEntry } from '../../src/control-plane/admin/history-answers.ts'

/** Returns the changes of a model, newest first, each with the evidence that led to it below. */
export function showHistory({ model, entries }: History, now: number): string {
  if (entries.length === 0) return `${model}: no changes yet`
  const widths = {
    revision: widest(entries.map(({ revision }) => `${revision}`)),
    when: widest(entries.map((entry) => whenOf(entry, now))),
    action: widest(entries.map(({ action }) => action)),
    moved: widest(entries.map(movedOf)),
  }
  return [`${model}:`, ...entries.flatMap((entry) => linesOf(entry, now, widths))].join('\n')
}

/** Widths of the columns that depend on the history. */
interface Widths {
  readonly revision: number
  readonly when: number
  readonly action: number
  readonly moved: number
}

function linesOf(entry: HistoryEntry, now: number, widths: Widths): readonly string[] {
  const { revision, action, by, source, reason, evidence, force } = entry
  const when = whenOf(entry, now).padEnd(widths.when)
  const moved = movedOf(entry).padEnd(widths.moved)
  const head = `  ${`${revision}`.padStart(widths.revision)}  ${when}  ${action.padEnd(widths.action)}  ${moved}`
  const line = `${head}  by ${by} (${source}): ${reason}`
  const indent = ' '.repeat(6 + widths.revision + widths.when)
  const forced = force === undefined ? [] : [`${indent}forced: ${force}`]
  return [line, ...forced, ...(evidence === null ? [] : [`${indent}${evidence}`])]
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length))
}

function movedOf({ action, from, to, collectors }: HistoryEntry): string {
  if (action === 'set_collectors' && collectors !== null) return `${collectors} per region`
  return from === to ? to : `${from} → ${to}`
}

function whenOf({ at }: HistoryEntry, now: number): string {
  return `${at.slice(0, 19).replace('T', ' ')} (${ago(at, now)})`
}
