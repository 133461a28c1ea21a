import { ago } from './ago.ts'
import { wrap } from './screen/fit.ts'
import { localTime } from './screen/local-time.ts'
import { paint } from './screen/paint.ts'
import { plainView, type View } from './screen/screen.ts'
import type { NamedRelease } from '../../src/core/rollout/history-entry.ts'
import type {
  EvidenceShown,
  History,
  HistoryEntry,
} from '../../src/control-plane/admin/history-answers.ts'

/** Returns the changes of a model, newest first, each with the evidence that led to it below. */
export function showHistory(
  { model, entries }: History,
  now: number,
  view: View = plainView
): string {
  if (entries.length === 0) return `${model}: no changes yet`
  const widths = {
    number: widest(entries.map(numberOf)),
    revision: widest(entries.map(({ revision }) => `${revision}`)),
    when: widest(entries.map((entry) => whenOf(entry, now))),
    action: widest(entries.map(({ action }) => action)),
    moved: widest(entries.map(movedOf)),
  }
  return [
    paint(view.screen, 'title', `${model}:`),
    ...entries.flatMap((entry) => linesOf(entry, now, widths, view)),
  ].join('\n')
}

/** Widths of the columns that depend on the history. */
interface Widths {
  readonly number: number
  readonly revision: number
  readonly when: number
  readonly action: number
  readonly moved: number
}

function linesOf(
  entry: HistoryEntry,
  now: number,
  widths: Widths,
  { screen, isWide }: View
): readonly string[] {
  const { revision, action, by, claimed, source, reason, evidence, numbers = null, force } = entry
  const when = whenOf(entry, now).padEnd(widths.when)
  const moved = movedOf(entry).padEnd(widths.moved)
  const padded = action.padEnd(widths.action)
  const shownAction = action === 'rollback' ? paint(screen, 'danger', padded) : padded
  const head = `  ${numberOf(entry).padEnd(widths.number)}${`${revision}`.padStart(widths.revision)}  ${when}  ${shownAction}  ${moved}`
  const author = claimed === undefined ? by : `${by}, as ${claimed}`
  const line = `${head}  by ${author} (${source}): ${reason}`
  const indent = 6 + widths.number + widths.revision + widths.when
  const forced = force === undefined ? [] : [`forced: ${force}`]
  const proof = isWide ? proofLines(entry) : []
  const below = [...forced, ...failureLines(evidence, numbers), ...proof]
  const lines = [line, ...below.map((each) => ' '.repeat(indent) + each)]
  return lines.flatMap((each) => wrap(each, screen, indent).split('\n'))
}

/** Returns the verified author of an entry, the version of the router that wrote it, and its hash. */
function proofLines({ identity, version, hash = null }: HistoryEntry): readonly string[] {
  return [
    ...(identity === undefined ? [] : [`verified author: ${identity}`]),
    ...(version === undefined ? [] : [`router version: ${versionOf(version)}`]),
    ...(hash === null ? [] : [`hash ${hash}`]),
  ]
}

/** The tag says more than the id, where the upload had one. */
function versionOf({ id, tag }: NonNullable<HistoryEntry['version']>): string {
  return tag === '' ? id : `${tag} (${id})`
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length))
}

/** Number of the entry, for `--before`, and for what a check of the history finds. */
function numberOf({ entry }: HistoryEntry): string {
  return entry === undefined ? '' : `#${entry}  `
}

/**
 * Returns the evidence of a change, and how calls failed where its sentence does not say it. A
 * sentence names the only way in which they failed, or the most frequent one.
 */
export function failureLines(
  evidence: string | null,
  numbers: EvidenceShown | null
): readonly string[] {
  const failures = numbers?.failures ?? ''
  const isSaid = !failures.includes(', ') || evidence?.includes(failures) === true
  return [...(evidence === null ? [] : [evidence]), ...(isSaid ? [] : [failures])]
}

function movedOf({ action, from, to, releases, weight, collectors }: HistoryEntry): string {
  if (action === 'set_collectors' && collectors !== null) return `${collectors} per region`
  if (releases?.about !== undefined) {
    return weight === undefined ? nameOf(releases.about) : `${nameOf(releases.about)} ${weight} %`
  }
  const before = releases === undefined ? from : nameOf(releases.from)
  const after = releases === undefined ? to : nameOf(releases.to)
  return from === to ? after : `${before} → ${after}`
}

function nameOf({ color, release }: NamedRelease): string {
  return `${color} ${release}`
}

function whenOf({ at }: HistoryEntry, now: number): string {
  return `${localTime(at)} (${ago(at, now)})`
}
