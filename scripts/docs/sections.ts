import { DEFAULT_RATES, loadOf } from '../cost/loads.ts'
import { costReport } from '../cost/report.ts'
import { settingRows } from './settings-table.ts'

/** A part of a README that a script writes, between two comments. */
export interface Section {
  readonly name: string
  readonly path: string
  readonly text: () => string
}

export const sections: readonly Section[] = [
  {
    name: 'settings',
    path: 'src/control-plane/config/README.md',
    text: () => markdownTable(settingRows()),
  },
  {
    name: 'cost',
    path: 'scripts/cost/README.md',
    text: () =>
      costReport(
        DEFAULT_RATES.map((rate) => loadOf(rate)),
        1
      ),
  },
]

/** Returns the document with another text in the section. Throws when it has no such section. */
export function withSection(document: string, { name, path, text }: Section): string {
  const [begin, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- end of ${name} -->`]
  const [before, rest] = document.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${path} has no ${begin}`)
  return `${before}${begin}\n\n${text()}\n\n${end}${after}`
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
