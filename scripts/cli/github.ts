import { appendFileSync } from 'node:fs'

/** The variables of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Shows annotations and a summary in the interface of GitHub Actions: nothing elsewhere. */
export function showOnGithub(
  { annotations, summary }: { readonly annotations: readonly string[]; readonly summary: string },
  env: Variables,
  print: (line: string) => void
): void {
  if (env['GITHUB_ACTIONS'] === 'true') for (const annotation of annotations) print(annotation)
  const summaryFile = env['GITHUB_STEP_SUMMARY'] ?? ''
  if (summaryFile !== '') appendFileSync(summaryFile, summary)
}

/**
 * Returns a workflow command that annotates the run.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotationOf(level: 'notice' | 'error', title: string, message: string): string {
  return `::${level} title=${escapedProperty(title)}::${escaped(message)}`
}

/** Returns a heading and a table in Markdown. */
export function summaryOf(
  heading: string,
  head: readonly string[],
  rows: readonly (readonly string[])[]
): string {
  const lines = [head, head.map(() => '---'), ...rows.map((cells) => cells.map(plain))]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`)
  return ['', `### ${plain(heading)}`, '', ...table, ''].join('\n')
}

/**
 * Escapes as GitHub's own toolkit does: a text cannot begin another command.
 * @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Keeps the texts of operators and origins from being read as Markdown or HTML. */
function plain(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#!~]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, ' ')
}
