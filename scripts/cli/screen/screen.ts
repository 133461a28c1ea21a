import type { Variables } from '../github.ts'

/** What a text is shown on. */
export interface Screen {
  readonly colors: boolean
  /** Columns of the terminal; Infinity elsewhere. */
  readonly columns: number
  /** Lines of the terminal; Infinity elsewhere. */
  readonly rows: number
  /** Whether text that stands there can be replaced. */
  readonly isLive: boolean
}

/** A file, a pipe, or a log. */
export const plainScreen: Screen = {
  colors: false,
  columns: Infinity,
  rows: Infinity,
  isLive: false,
}

/** How to show what a router says. */
export interface View {
  readonly screen: Screen
  /** Whether to show more than people need every day. */
  readonly isWide: boolean
}

/** Everyday text without a terminal. */
export const plainView: View = { screen: plainScreen, isWide: false }

/** The part of a stream that says what it writes to. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** Columns below which lines are no longer made to fit. */
const MIN_COLUMNS = 20

/** Returns the screen that a stream writes to. */
export function screenOf(output: Output, env: Variables): Screen {
  const isTerminal = output.isTTY === true
  const { columns = 80, rows = 24 } = output
  return {
    colors: hasColors(isTerminal, env),
    columns: isTerminal && columns >= MIN_COLUMNS ? columns : Infinity,
    rows: isTerminal && rows > 0 ? rows : Infinity,
    isLive: isTerminal && env['TERM'] !== 'dumb',
  }
}

/**
 * Whether to color. `FORCE_COLOR` goes before `NO_COLOR`, as in Node.
 * @see https://no-color.org
 * @see https://bixense.com/clicolors
 */
function hasColors(isTerminal: boolean, env: Variables): boolean {
  const { FORCE_COLOR, CLICOLOR_FORCE, NO_COLOR, CLICOLOR, TERM } = env
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (CLICOLOR_FORCE !== undefined && CLICOLOR_FORCE !== '0') return true
  return isTerminal && CLICOLOR !== '0' && TERM !== 'dumb'
}
