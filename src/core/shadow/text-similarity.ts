/** Characters that are compared: the cost must not depend on the length of an answer. */
const MAX_CHARACTERS = 2_000

/** Length of the parts whose numbers are compared. */
const PART = 3

/**
 * Returns how alike two texts are, 0 to 1: the share of their parts of three characters that both
 * have (Sørensen's coefficient). Case and white space do not matter. It needs no words, so that it
 * serves all languages.
 */
export function similarityOf(one: string, another: string): number {
  const [a, b] = [normal(one), normal(another)]
  if (a === b) return 1
  if (a.length < PART || b.length < PART) return 0
  const counts = new Map<string, number>()
  for (const part of partsOf(a)) counts.set(part, (counts.get(part) ?? 0) + 1)
  let common = 0
  for (const part of partsOf(b)) {
    const left = counts.get(part) ?? 0
    if (left === 0) continue
    counts.set(part, left - 1)
    common++
  }
  return (2 * common) / (a.length + b.length - 2 * (PART - 1))
}

function normal(text: string): string {
  return text.slice(0, MAX_CHARACTERS).replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

function* partsOf(text: string): Generator<string> {
  for (let at = 0; at + PART <= text.length; at++) yield text.slice(at, at + PART)
}
