import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { annotationOf, summaryOf } from '../github.ts'
import { courseOf } from './course.ts'
import type { Waited } from './watch.ts'

/** Returns the end of a wait for GitHub: an annotation, and the changes that led to it. */
export function waitOnGithub(waited: Waited, line: string) {
  return { annotations: [annotation(waited, line)], summary: stepSummary(waited, line) }
}

function annotation({ progress }: Waited, line: string): string {
  return annotationOf(progress.kind === 'reached' ? 'notice' : 'error', 'bluegreen', line)
}

function stepSummary({ pin, look }: Waited, line: string): string {
  const { changes } = courseOf(look.entries, pin)
  const head = ['time', 'revision', 'change', 'live', 'by', 'reason']
  return summaryOf(line, head, changes.map(rowOf))
}

function rowOf({ at, revision, action, to, by, reason, evidence }: HistoryEntry) {
  return [at, `${revision}`, action, to, by, evidence ?? reason]
}
