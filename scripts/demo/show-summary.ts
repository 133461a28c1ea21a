import type { Change, Summary } from './summary.ts'

/** The summary for people. */
export function showSummary(summary: Summary): string {
  const { sent, failed, phases, switched, rolledBack, problems } = summary
  const rows = phases.map(({ phase, ...counts }) =>
    [
      phase.padEnd(11),
      ...[counts.sent, counts.toGreen, counts.failed, counts.failedOver].map((count) =>
        `${count}`.padStart(10)
      ),
    ].join('')
  )
  return [
    `${sent} calls sent, ${failed} failed`,
    `  ${'phase'.padEnd(11)}${'sent'.padStart(10)}${'to green'.padStart(10)}${'failed'.padStart(10)}${'failedOver'.padStart(10)}`,
    ...rows.map((row) => `  ${row}`),
    `switch to green     ${changeOf(switched)}, first call on green after ${msOf(summary.switchToFirstGreenMs)}`,
    `rollback to blue    ${changeOf(rolledBack)}`,
    `  evidence          ${rolledBack?.evidence ?? 'none'}`,
    `from the first fault to the last call that still went to green: ${msOf(summary.faultToLastGreenMs)}`,
    ...(problems.length === 0
      ? ['All of it held.']
      : ['It did not hold:', ...problems.map((problem) => `  ${problem}`)]),
  ].join('\n')
}

function changeOf(change: Change | undefined): string {
  return change === undefined
    ? 'none'
    : `revision ${change.revision} at ${change.at} by ${change.by}`
}

function msOf(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${ms} ms`
}
