/** A cell; null and undefined are empty. */
export type Cell = string | number | null | undefined

/** What spreadsheets take for a formula when a cell begins with it. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/**
 * Returns rows as CSV (RFC 4180), without a line end after the last one. A text that a spreadsheet
 * would take for a formula begins with an apostrophe.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(cellOf).join(',')).join('\r\n')
}

function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return `${cell}`
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return `"${text.replaceAll('"', '""')}"`
}
