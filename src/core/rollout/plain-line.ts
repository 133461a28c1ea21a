/**
 * Characters that a text must not have: control characters and line ends; those that reorder a text
 * on the screen, or show nothing; halves of a character. Joiners are allowed, which some scripts and
 * many emoji need.
 */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * Whether a text is one line of visible characters. Others could forge lines of the history where it
 * is shown.
 */
export function isPlainLine(text: string): boolean {
  return text.search(HIDDEN) === -1
}

/** Returns a text as one line, with its hidden characters as escapes such as `\u{1b}`. */
export function asPlainLine(text: string): string {
  return text.replaceAll(HIDDEN, (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`)
}
