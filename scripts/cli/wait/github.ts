import { appendFileSync } from 'node:fs'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { courseOf } from './course.ts'
import type { Waited } from './watch.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Shows the end of a wait in the interface of GitHub: nothing elsewhere. */
export function showInGithub(
  waited: Waited,
  line: string,
  env: Variables,
  print: (line: string) => void
): void {
  if (env['GITHUB_ACTIONS'] === 'true') print(annotation(waited, line))
  const summaryFile = env['GITHUB_STEP_SUMMARY'] ?? ''
  if (summaryFile !== '') appendFileSync(summaryFile, stepSummary(waited, line))
}

/**
 * Returns a workflow command that annotates the run.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation({ progress }: Pick<Waited, 'progress'>, line: string): string {
  const level = progress.kind === 'reached' ? 'notice' : 'error'
  const escaped = line.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  return `::${level} title=bluegreen::${escaped}`
}

/** Returns the end of a wait and the changes that led to it, in Markdown. */
export function stepSummary({ pin, look }: Waited, line: string): string {
  const { changes } = courseOf(look.entries, pin)
  const head = [
    '| time | revision | change | live | by | reason |',
    '| --- | --- | --- | --- | --- | --- |',
  ]
  return ['', `### ${plain(line)}`, '', ...head, ...changes.map(rowOf), ''].join('\n')
}

function rowOf({ at, revision, action, to, weight, by, reason, evidence }: HistoryEntry): string {
  const isStep = weight !== undefined && weight < 100
  const live = isStep ? `${to}, candidate at ${weight} %` : to
  return `| ${[at, revision, action, live, by, evidence ?? reason].map((cell) => plain(`${cell}`)).join(' | ')} |`
}

/** Keeps the texts of operators from being read as Markdown or HTML. */
function plain(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#!~]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, ' ')
}
