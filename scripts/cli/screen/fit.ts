import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Screen } from './screen.ts'

/** Columns to the right of the indentation below which a text is not indented any more. */
const MIN_TEXT = 16

/** Returns the columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return stringWidth(text)
}

/** Returns a text that takes `width` columns at most, with … where a part was cut out. */
export function cut(text: string, width: number, position: 'middle' | 'end' = 'end'): string {
  if (width === Infinity || widthOf(text) <= width) return text
  return cliTruncate(text, width, { position })
}

/** Returns a text with spaces up to a width. */
export function pad(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'end' ? text + spaces : spaces + text
}

/**
 * Breaks lines between words, so that each fits the screen. What follows a break is indented by
 * `indent` columns. A word that is longer than a line stays whole, because people copy it.
 */
export function wrap(line: string, { columns }: Pick<Screen, 'columns'>, indent: number): string {
  if (widthOf(line) <= columns) return line
  const hanging = columns - indent < MIN_TEXT ? 0 : indent
  const [first = '', ...rest] = wrapAnsi(line, columns, { trim: false, hard: false }).split('\n')
  if (rest.length === 0) return first
  const below = rest.join('').trimStart()
  const more = wrapAnsi(below, columns - hanging, { hard: false }).split('\n')
  return [first.trimEnd(), ...more.map((each) => ' '.repeat(hanging) + each)].join('\n')
}

/** Breaks the lines of a text. What follows a break is indented two columns more than its line. */
export function wrapText(text: string, screen: Pick<Screen, 'columns'>): string {
  if (screen.columns === Infinity) return text
  const lines = text.split('\n')
  return lines.map((line) => wrap(line, screen, line.search(/\S|$/) + 2)).join('\n')
}
