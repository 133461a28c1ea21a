import type { HistoryEntry } from '../../control-plane/admin/history-answers.ts'

const words: Readonly<Record<string, string>> = {
  seed: 'First start',
  stage: 'Staged',
  configure: 'Staged by a deploy',
  apply: 'Applied the configuration',
  verify: 'Verified',
  verification_failed: 'Verification failed',
  verification_cancelled: 'Verification cancelled',
  remove_suite: 'Removed a suite',
  shadow: 'Began to copy calls',
  shadow_off: 'Ended the copies',
  switch: 'Switched',
  step: 'Next step',
  promote: 'Promoted',
  complete: 'Completed',
  rollback: 'Rolled back',
  undo: 'Undone',
  forgive: 'Forgiven',
  break_glass: 'Break-glass',
  alert: 'Alert',
  alert_cleared: 'Alert cleared',
  pause: 'Paused',
  resume: 'Resumed',
  set_collectors: 'Set collectors',
  preview: 'Made a preview token',
}

/** Returns an action in words; the name itself for one of a newer router. */
export function actionText({ action }: Pick<HistoryEntry, 'action'>): string {
  return words[action] ?? action
}

/** Returns what an entry changed: the share, the color, or the release that it is about. */
export function changeText(entry: HistoryEntry): string {
  const { releases, from, to, weight } = entry
  const about = releases?.about
  const share = weight === undefined ? '' : ` at ${weight} %`
  if (from !== to) return `${nameIn(releases?.from, from)} → ${nameIn(releases?.to, to)}${share}`
  if (about !== undefined) return `${about.color} ${about.release}${share}`
  return `${nameIn(releases?.to, to)}${share}`
}

function nameIn(release: { readonly release: string } | undefined, color: string): string {
  return release === undefined ? color : `${color} ${release.release}`
}

/** Actions of the history that the chart shows as lines. */
const decisions: ReadonlySet<string> = new Set([
  'switch',
  'step',
  'promote',
  'complete',
  'rollback',
  'undo',
  'pause',
  'resume',
  'break_glass',
])

/** A decision on the chart. */
export interface Decision {
  readonly at: number
  readonly label: string
}

/** Returns the decisions in a time span, oldest first. */
export function decisionsIn(
  entries: readonly HistoryEntry[],
  from: number,
  until: number
): readonly Decision[] {
  return entries
    .filter(({ action }) => decisions.has(action))
    .map((entry) => ({ at: Date.parse(entry.at), label: decisionLabel(entry) }))
    .filter(({ at }) => at >= from && at <= until)
    .toSorted((a, b) => a.at - b.at)
}

function decisionLabel(entry: HistoryEntry): string {
  const { action, weight } = entry
  const hasShare = action === 'switch' || action === 'step' || action === 'promote'
  return hasShare && weight !== undefined ? `${actionText(entry)} ${weight} %` : actionText(entry)
}
