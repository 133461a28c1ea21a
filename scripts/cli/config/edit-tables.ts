// Edits the text of a TOML file by its lines, so that comments and the form of all other lines stay. The caller
// parses the result: a line that looks like a header may also stand in a list of several lines.

const HEADER = /^\s*\[/

/** Inserts tables behind the last table of the same kind (`vars`, `env.staging.vars`), else at the end. */
export function withTables(text: string, tables: string, kind: string): string {
  const lines = text.split('\n')
  const isQuoted = quotedLinesOf(lines)
  const start = lines.findLastIndex((line, index) => !isQuoted(index) && isTableOf(line, kind))
  if (start === -1) return `${text.trimEnd()}\n\n${tables}\n`
  const end = endOf(lines, start)
  const before = lines.slice(0, end).join('\n').trimEnd()
  const after = lines.slice(end).join('\n')
  return after.trim() === '' ? `${before}\n\n${tables}\n` : `${before}\n\n${tables}\n\n${after}`
}

/** Removes a table and the tables below it; comments directly above the header go with it. */
export function withoutTable(text: string, table: string): string {
  const lines = text.split('\n')
  for (;;) {
    const isQuoted = quotedLinesOf(lines)
    const start = lines.findIndex((line, index) => !isQuoted(index) && isTableOf(line, table))
    if (start === -1) return lines.join('\n')
    lines.splice(start, endOf(lines, start) - start)
  }
}

function isTableOf(line: string, kind: string): boolean {
  const name = /^\s*\[\s*([^[\]]+?)\s*\]/.exec(line)?.[1]
  return name === kind || (name?.startsWith(`${kind}.`) ?? false)
}

/** Returns the line behind a table; comments above the next header belong to that. */
function endOf(lines: readonly string[], start: number): number {
  const isQuoted = quotedLinesOf(lines)
  const next = lines.findIndex(
    (line, index) => index > start && !isQuoted(index) && HEADER.test(line)
  )
  if (next === -1) return lines.length
  let end = next
  while (lines[end - 1]?.startsWith('#') === true) end--
  return end
}

/** Returns whether a line begins in a text of several lines. */
function quotedLinesOf(lines: readonly string[]): (index: number) => boolean {
  const quoted = new Set<number>()
  let isOpen = false
  for (const [index, line] of lines.entries()) {
    if (isOpen) quoted.add(index)
    const quotes = line.match(/"""|'''/g) ?? []
    if (quotes.length % 2 === 1) isOpen = !isOpen
  }
  return (index) => quoted.has(index)
}
