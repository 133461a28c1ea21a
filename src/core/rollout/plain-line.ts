/** Authors of the router's own changes, which no operator may claim to be. */
const reservedAuthors: ReadonlySet<string> = new Set(['router', 'deploy', 'break-glass'])

/** Control characters, line ends, and characters that reorder a text on the screen. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/**
 * Whether a text is one line of visible characters. Others could forge lines of the history where it
 * is shown.
 */
export function isPlainLine(text: string): boolean {
  return !HIDDEN.test(text)
}

/** Whether a name belongs to the router's own changes. */
export function isReservedAuthor(name: string): boolean {
  return reservedAuthors.has(name.trim().toLowerCase())
}
