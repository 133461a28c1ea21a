/** Text that may go out, text held back, and the stop sequence that has been reached. */
export type StopScan = {
  readonly free: string
  readonly held: string
  readonly found: string | undefined
}

/**
 * Looks at a text after each new character: an end of it that begins a stop sequence is held back
 * until it is decided, and a stop sequence itself never goes out.
 */
export function scanForStop(text: string, stops: readonly string[]): StopScan {
  const found = stops.find((stop) => text.endsWith(stop))
  if (found !== undefined) return { free: text.slice(0, -found.length), held: '', found }
  const free = text.length - longestBeginning(text, stops)
  return { free: text.slice(0, free), held: text.slice(free), found }
}

/** Length of the longest end of `text` that begins a stop sequence. */
function longestBeginning(text: string, stops: readonly string[]): number {
  const lengths = stops.flatMap((stop) =>
    Array.from(stop, (_, index) => index).filter((length) => text.endsWith(stop.slice(0, length)))
  )
  return Math.max(0, ...lengths)
}
