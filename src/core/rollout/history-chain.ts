/** Returns the hash of a text, the same wherever it is computed. */
export type TextHash = (text: string) => string

/** An entry of the history as it is stored. */
export interface StoredEntry {
  /** Number of the entry: 1 is the oldest, and none is left out. */
  readonly entry: number
  /** The exact text of the stored document. */
  readonly document: string
  /** Null for entries of versions without the chain. */
  readonly hash: string | null
}

/** Number and hash of the newest entry. */
export interface ChainHead {
  readonly entry: number
  readonly hash: string
}

/** The result of a check. Without problems no entry of the chain was changed, removed or moved. */
export interface ChainCheck {
  /** Entries whose hash was computed again. */
  readonly chained: number
  /** Entries before the chain: nothing shows whether they were changed. */
  readonly unchained: number
  /** What is wrong, in one sentence each. */
  readonly problems: readonly string[]
}

/** Returns the hash of an entry. `previous` is that of the entry before, '' for the first. */
export function chainedHash(previous: string, document: string, hashOf: TextHash): string {
  return hashOf(`${previous}\n${document}`)
}

/**
 * Computes the hashes of a whole history again, oldest first. `head` is what the coordinator says is
 * the newest entry; `witness` is a hash that somebody noted earlier.
 */
export function checkChain(
  entries: readonly StoredEntry[],
  head: ChainHead | null,
  hashOf: TextHash,
  witness?: string
): ChainCheck {
  const start = entries.findIndex(({ hash }) => hash !== null)
  const unchained = start === -1 ? entries.length : start
  const chain = entries.slice(unchained)
  const links = chain.flatMap((each, index) => linkProblems(each, chain[index - 1], hashOf))
  const problems = [
    ...entries.flatMap((each, index) => gapProblems(each, entries[index - 1])),
    ...links,
    ...headProblems(entries.at(-1), head),
    ...witnessProblems(chain, witness),
  ]
  return { chained: chain.length, unchained, problems }
}

function gapProblems({ entry }: StoredEntry, before: StoredEntry | undefined): readonly string[] {
  const missing = entry - (before?.entry ?? 0) - 1
  if (missing <= 0) return []
  return missing === 1
    ? [`entry ${entry - 1} is missing`]
    : [`entries ${entry - missing} to ${entry - 1} are missing`]
}

function linkProblems(
  { entry, document, hash }: StoredEntry,
  before: StoredEntry | undefined,
  hashOf: TextHash
): readonly string[] {
  if (hash === null) return [`entry ${entry} has no hash, but an older entry has one`]
  if (hash === chainedHash(before?.hash ?? '', document, hashOf)) return []
  return [`entry ${entry} was changed, or the entry before it was changed, removed or moved`]
}

function headProblems(newest: StoredEntry | undefined, head: ChainHead | null): readonly string[] {
  const hash = newest?.hash ?? null
  if (head === null) {
    return hash === null ? [] : ['the coordinator does not know its newest entry any more']
  }
  const { entry = 0 } = newest ?? {}
  if (entry === head.entry && hash === head.hash) return []
  return [
    `the newest entry is ${entry}, but the coordinator stored entry ${head.entry} with the hash ${head.hash}`,
  ]
}

function witnessProblems(
  chain: readonly StoredEntry[],
  witness: string | undefined
): readonly string[] {
  if (witness === undefined || chain.some(({ hash }) => hash === witness)) return []
  return [`no entry has the hash ${witness}`]
}
