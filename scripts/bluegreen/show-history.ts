import { ago } from './ago.ts'
import type { History, HistoryEntry } from './answers.ts'

/** The changes of a model, newest first, the evidence under the change that it led to. */
export function showHistory({ model, entries }: History, now: number): string {
  if (entries.length === 0) return `${model}: no changes yet`
  const width = Math.max(...entries.map((entry) => whenOf(entry, now).length))
  return [`${model}:`, ...entries.flatMap((entry) => linesOf(entry, now, width))].join('\n')
}

function linesOf(entry: HistoryEntry, now: number, width: number): readonly string[] {
  const { revision, action, by, via, reason, evidence } = entry
  const when = whenOf(entry, now).padEnd(width)
  const head = `  ${`${revision}`.padStart(3)}  ${when}  ${action.padEnd(9)} ${movedOf(entry)}`
  const line = `${head}  by ${by} (${via}): ${reason}`
  return evidence === null ? [line] : [line, `${' '.repeat(9 + width)}${evidence}`]
}

function movedOf({ action, from, to, collectors }: HistoryEntry): string {
  if (action === 'widen' && collectors != null) return `${collectors} per region`.padEnd(12)
  return (from === to ? to : `${from} → ${to}`).padEnd(12)
}

function whenOf({ at }: HistoryEntry, now: number): string {
  return `${at.slice(0, 19).replace('T', ' ')} (${ago(at, now)})`
}
