/** Text that is safe to send, text held back, and the stop sequence that was found. */
export type StopScan = {
  readonly safe: string
  readonly held: string
  readonly found: string | undefined
}

/**
 * Scans a text after each new character. Holds back a suffix that may begin a stop sequence, and
 * never releases the stop sequence itself.
 */
export function scanForStop(text: string, stops: readonly string[]): StopScan {
  const found = stops.find((stop) => text.endsWith(stop))
  if (found !== undefined) return { safe: text.slice(0, -found.length), held: '', found }
  const safe = text.length - longestPrefix(text, stops)
  return { safe: text.slice(0, safe), held: text.slice(safe), found }
}

/** Returns the length of the longest suffix of `text` that is a prefix of a stop sequence. */
function longestPrefix(text: string, stops: readonly string[]): number {
  const lengths = stops.flatMap((stop) =>
    Array.from(stop, (_, index) => index).filter((length) => text.endsWith(stop.slice(0, length)))
  )
  return Math.max(0, ...lengths)
}
