import type { Change, RolloutSummary, Summary } from './summary.ts'

/** Returns the summary as text for a terminal. */
export function showSummary(summary: Summary): string {
  const { sent, failed, phases, switched, rolledBack, promoted, rollouts, problems } = summary
  const header = rowOf('phase', ['sent', 'to green', 'failed', 'failed over'])
  const rows = phases.map(({ phase, ...counts }) =>
    rowOf(phase, [counts.sent, counts.toGreen, counts.failed, counts.failedOver])
  )
  return [
    `${sent} calls sent, ${failed} failed`,
    header,
    ...rows,
    `switch to v2        ${changeOf(switched)}, first call there after ${msOf(summary.switchToFirstGreenMs)}`,
    `rollback to v1      ${changeOf(rolledBack)}`,
    `  evidence          ${rolledBack?.evidence ?? 'none'}`,
    `promotion of v3     ${changeOf(promoted)}`,
    `from the first fault to the last call that still went to v2: ${msOf(summary.faultToLastGreenMs)}`,
    'rollouts, by the router:',
    ...rollouts.map(rolloutLine),
    ...(problems.length === 0
      ? ['All checks passed.']
      : ['Failed checks:', ...problems.map((problem) => `  ${problem}`)]),
  ].join('\n')
}

function rowOf(phase: string, cells: readonly (string | number)[]): string {
  return `  ${phase.padEnd(11)}${cells.map((cell) => `${cell}`.padStart(13)).join('')}`
}

function changeOf(change: Change | undefined): string {
  return change === undefined
    ? 'none'
    : `revision ${change.revision} at ${change.at} by ${change.by}`
}

function rolloutLine({ id, from, to, result, by, endedBy }: RolloutSummary): string {
  const end = endedBy === null ? '' : `, ended by ${endedBy}`
  return `  ${id}  ${from} → ${to}  ${result.replaceAll('_', ' ')}  (begun by ${by}${end})`
}

function msOf(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${ms} ms`
}
