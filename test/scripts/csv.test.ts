import { expect, it } from 'vitest'
import { csvOf } from '../../scripts/cli/csv.ts'

it('quotes texts, and leaves numbers and empty cells', () => {
  const rows = [
    ['a', 1, null, undefined, 'b,c'],
    ['say "hi"', -2, '', 'x\ny', 'é'],
  ]

  expect(csvOf(rows)).toBe('"a",1,,,"b,c"\r\n"say ""hi""",-2,"","x\ny","é"')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r1', '＝1', '=HYPERLINK("x")'])(
  'does not let %j be a formula',
  (text) => {
    expect(csvOf([[text]])).toBe(`"'${text.replaceAll('"', '""')}"`)
  }
)

it('leaves a text with such characters inside', () => {
  expect(csvOf([['a=b-c@d']])).toBe('"a=b-c@d"')
})
