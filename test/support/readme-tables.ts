/** A catalog by code: the cells that the README repeats, from left to right. */
export type Catalog = Readonly<Record<string, readonly (string | number)[]>>

interface Row {
  readonly code: string
  readonly cells: readonly string[]
}

/**
 * Returns one sentence per difference between a table of the README and a catalog. `title` is the
 * heading of the table's first column, the column of the codes.
 */
export function differencesOf(readme: string, title: string, catalog: Catalog): readonly string[] {
  const rows = rowsOf(readme, title)
  if (rows === undefined) return [`the README has no table of ${title}s`]
  const codes = rows.map(({ code }) => code)
  const absent = Object.keys(catalog).filter((code) => !codes.includes(code))
  const repeated = codes.filter((code, index) => codes.indexOf(code) !== index)
  return [
    ...absent.map((code) => `the README lacks the ${title} ${code}`),
    ...repeated.map((code) => `the README has the ${title} ${code} twice`),
    ...rows.flatMap((row) => differencesIn(row, title, catalog[row.code])),
  ]
}

function differencesIn(
  { code, cells }: Row,
  title: string,
  entry: Catalog[string] | undefined
): readonly string[] {
  if (entry === undefined) return [`the README has the ${title} ${code}, which the catalog lacks`]
  const written = cells.join(' | ')
  const expected = entry.map((cell) => plain(String(cell))).join(' | ')
  if (written === expected) return []
  return [`the README says of the ${title} ${code}: ${written}; the catalog: ${expected}`]
}

/** The rows of the table with that title; undefined without such a table. */
function rowsOf(readme: string, title: string): readonly Row[] | undefined {
  const lines = readme.split('\n')
  const head = lines.findIndex((line) => cellsOf(line)[0] === title)
  if (head === -1) return undefined
  const below = lines.slice(head + 2)
  const end = below.findIndex((line) => !line.startsWith('|'))
  return below.slice(0, end === -1 ? below.length : end).map((line) => {
    const [code = '', ...cells] = cellsOf(line)
    return { code, cells }
  })
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith('|')) return []
  return line.split('|').slice(1, -1).map(plain)
}

/** Removes backticks: messages for a terminal or for JSON have none. */
function plain(text: string): string {
  return text.replaceAll('`', '').trim()
}
