import { cut, pad, widthOf } from './fit.ts'
import { paint, type Meaning } from './paint.ts'
import type { Screen } from './screen.ts'

/** A column of a table. */
export interface Column<Row> {
  readonly name: string
  readonly textOf: (row: Row) => string
  readonly meaningOf?: (row: Row) => Meaning | undefined
  readonly side?: 'start' | 'end'
  /** Columns of the screen that it keeps when the table is too wide. Without one it keeps all. */
  readonly least?: number
  /** Where a text that is too long loses its part; without one at its end. */
  readonly cutAt?: 'middle'
}

const GAP = '  '

/** Returns rows below a line of names, aligned. Where the screen is too narrow, texts are cut with …. */
export function tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  screen: Screen
): readonly string[] {
  const wanted = columns.map(({ name, textOf }) =>
    Math.max(widthOf(name), ...rows.map((row) => widthOf(textOf(row))))
  )
  const widths = narrowed(columns, wanted, screen.columns)
  const head = lineOf(columns.map(({ name, side }, at) => cell(name, widths[at], { side })))
  const body = rows.map((row) =>
    lineOf(
      columns.map(({ textOf, meaningOf, ...form }, at) => {
        const text = cell(textOf(row), widths[at], form)
        const meaning = meaningOf?.(row)
        return meaning === undefined ? text : paint(screen, meaning, text)
      })
    )
  )
  return [paint(screen, 'title', head), ...body].map((line) => cut(line, screen.columns))
}

interface Form {
  readonly side?: 'start' | 'end' | undefined
  readonly cutAt?: 'middle' | undefined
}

function cell(text: string, width = 0, { side, cutAt }: Form = {}): string {
  return pad(cut(text, width, cutAt), width, side)
}

function lineOf(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd()
}

/** Takes columns from the widest one that may give some, until the table fits or none may. */
function narrowed<Row>(
  columns: readonly Column<Row>[],
  wanted: readonly number[],
  available: number
): readonly number[] {
  const widths = [...wanted]
  const gaps = GAP.length * (columns.length - 1)
  let excess = widths.reduce((sum, width) => sum + width, gaps) - available
  for (; excess > 0; excess -= 1) {
    const room = widths.map((width, at) => width - (columns[at]?.least ?? Infinity))
    const most = Math.max(...widths.filter((_, at) => (room[at] ?? 0) > 0))
    const widest = widths.findIndex((width, at) => (room[at] ?? 0) > 0 && width === most)
    if (widest === -1) break
    widths[widest] = most - 1
  }
  return widths
}
