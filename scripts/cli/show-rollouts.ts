import type { Rollouts, RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import { ago, durationOf } from './ago.ts'
import { failureLines } from './show-history.ts'

/** Returns the rollouts of a model, newest first, each with its end and the evidence below. */
export function showRollouts({ model, rollouts }: Rollouts, now: number): string {
  if (rollouts.length === 0) return `${model}: no rollouts yet`
  return [`${model}:`, ...rollouts.flatMap((each) => linesOf(each, now))].join('\n')
}

function linesOf(rollout: RolloutShown, now: number): readonly string[] {
  const { id, from, to, result, by, reason, force, startedAt } = rollout
  const moved = `${nameOf(from)} → ${nameOf(to)}`
  const lines = [
    `revisions ${rollout.revisions.join(', ')}; began ${startedAt} (${ago(startedAt, now)})`,
    `by ${by}: ${reason}`,
    ...(force === undefined ? [] : [`forced: ${force}`]),
    ...endLines(rollout),
  ]
  return [`  ${id}  ${moved}  ${wordsOf(result)}`, ...lines.map((line) => `    ${line}`)]
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

/** A rollout that ended badly must not be overlooked. */
function wordsOf(result: RolloutShown['result']): string {
  const words = result.replaceAll('_', ' ')
  return result === 'completed' || result === 'running' ? words : words.toUpperCase()
}
