import type { Change, Summary } from './summary.ts'

/** Returns the summary as text for a terminal. */
export function showSummary(summary: Summary): string {
  const { sent, failed, phases, switched, rolledBack, problems } = summary
  const header = rowOf('phase', ['sent', 'to green', 'failed', 'failed over'])
  const rows = phases.map(({ phase, ...counts }) =>
    rowOf(phase, [counts.sent, counts.toGreen, counts.failed, counts.failedOver])
  )
  return [
    `${sent} calls sent, ${failed} failed`,
    header,
    ...rows,
    `switch to green     ${changeOf(switched)}, first call on green after ${msOf(summary.switchToFirstGreenMs)}`,
    `rollback to blue    ${changeOf(rolledBack)}`,
    `  evidence          ${rolledBack?.evidence ?? 'none'}`,
    `from the first fault to the last call that still went to green: ${msOf(summary.faultToLastGreenMs)}`,
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

function msOf(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${ms} ms`
}
