import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { refusalTable, verificationTable } from '../../support/verification-table.ts'
import { conditionTable, pauseTable, rolloutTable } from '../../support/rollout-table.ts'

const readme = readFileSync(new URL('../../../src/core/rollout/README.md', import.meta.url), 'utf8')

/** Returns the cells of the table whose first cell is `title`. */
function tableIn(text: string, title: string): readonly (readonly string[])[] {
  const lines = text.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
  const start = lines.findIndex(([first]) => first === title)
  const end = lines.findIndex((cells, index) => index > start && cells.length === 0)
  return lines.slice(start, end).filter((_, index) => index !== 1)
}

it('has the cells of the table in the README', () => {
  expect(tableIn(readme, 'event')).toEqual(rolloutTable())
})

it('has the cells of the table of the conditions in the README', () => {
  expect(tableIn(readme, 'under the condition')).toEqual(conditionTable())
})

it('has the cells of the table of the pause in the README', () => {
  expect(tableIn(readme, 'flag')).toEqual(pauseTable())
})

it('has the cells of the table of the verification in the README', () => {
  expect(tableIn(readme, 'command')).toEqual(verificationTable())
})

it('has the cells of the table of the refusals in the README', () => {
  expect(tableIn(readme, 'refusal')).toEqual(refusalTable())
})

it('says of each refused command why, and what would be allowed', () => {
  const next = /bluegreen |wrangler|label|--replace|key|again|the color|--force/
  const rows = refusalTable().slice(1)

  const silent = rows.filter(
    ([, why = '', allowed = '']) => !why.endsWith('.') || !next.test(allowed)
  )

  expect(silent).toEqual([])
})
