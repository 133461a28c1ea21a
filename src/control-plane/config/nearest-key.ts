/** Returns the key that is most like another one; undefined when none is like it. */
export function nearestOf(key: string, known: readonly string[]): string | undefined {
  const longer = known.find((candidate) => candidate.startsWith(`${key}_`))
  if (longer !== undefined) return longer
  const most = Math.max(2, Math.floor(key.length / 3))
  let nearest: string | undefined
  let least = most + 1
  for (const candidate of known) {
    const edits = editsBetween(key.toLowerCase(), candidate.toLowerCase())
    if (edits < least) [nearest, least] = [candidate, edits]
  }
  return nearest
}

/** Levenshtein distance: inserted, deleted and replaced characters. */
function editsBetween(one: string, another: string): number {
  let row = Array.from({ length: another.length + 1 }, (_, index) => index)
  for (const [index, character] of one.split('').entries()) {
    const next = [index + 1]
    for (const [column, other] of another.split('').entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[another.length] ?? 0
}
