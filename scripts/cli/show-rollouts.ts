import type { Rollouts, RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import { ago } from './ago.ts'
import { durationOf } from '../../src/core/time-span.ts'
import { localTime } from './screen/local-time.ts'
import { paint } from './screen/paint.ts'
import { plainView, type Screen, type View } from './screen/screen.ts'
import { failureLines } from './show-history.ts'

/** Returns the rollouts of a model, newest first, each with its end and the evidence below. */
export function showRollouts(
  { model, rollouts }: Rollouts,
  now: number,
  { screen }: View = plainView
): string {
  if (rollouts.length === 0) return `${model}: no rollouts yet`
  const title = paint(screen, 'title', `${model}:`)
  return [title, ...rollouts.flatMap((each) => linesOf(each, now, screen))].join('\n')
}

function linesOf(rollout: RolloutShown, now: number, screen: Screen): readonly string[] {
  const { id, from, to, result, by, reason, force, startedAt } = rollout
  const moved = `${nameOf(from)} → ${nameOf(to)}`
  const lines = [
    `revisions ${rollout.revisions.join(', ')}; began ${localTime(startedAt)} (${ago(startedAt, now)})`,
    `by ${by}: ${reason}`,
    ...(force === undefined ? [] : [`forced: ${force}`]),
    ...endLines(rollout),
  ]
  return [
    `  ${id}  ${moved}  ${shownResult(result, screen)}`,
    ...lines.map((line) => `    ${line}`),
  ]
}

function endLines({ endedAt, startedAt, ...end }: RolloutShown): readonly string[] {
  if (endedAt === null) return []
  const after = durationOf(Date.parse(endedAt) - Date.parse(startedAt))
  const { endedBy, endReason, evidence, numbers } = end
  const ended = `ended after ${after} by ${endedBy ?? 'unknown'}: ${endReason ?? ''}`
  return [ended, ...failureLines(evidence, numbers)]
}

function nameOf(release: RolloutShown['from']): string {
  return release === null ? 'unknown' : `${release.color} ${release.release}`
}

function shownResult(result: RolloutShown['result'], screen: Screen): string {
  const meanings = { completed: 'good', running: 'active' } as const
  const meaning = result === 'completed' || result === 'running' ? meanings[result] : 'danger'
  return paint(screen, meaning, wordsOf(result))
}

/** A rollout that ended badly must not be overlooked. */
function wordsOf(result: RolloutShown['result']): string {
  const words = result.replaceAll('_', ' ')
  return result === 'completed' || result === 'running' ? words : words.toUpperCase()
}
