import { expect, it } from 'vitest'
import {
  axisTop,
  columnsOf,
  mergeSamples,
  nearnessText,
  sampledRows,
  timeLabelsOf,
} from '../../src/page/logic/evidence-points.ts'
import { keyShareOf, metricRowsOf, roleOf } from '../../src/page/logic/color-metrics.ts'
import { changeText, decisionsIn } from '../../src/page/logic/history-words.ts'
import { overviewCellsOf } from '../../src/page/logic/overview-cells.ts'
import { entries, entry, samples } from '../support/page/details.ts'
import {
  alerting,
  atRest,
  baking,
  HOUR,
  NOW,
  rolledBack,
  shifting,
} from '../support/page/statuses.ts'

const few = samples({ minutes: 1 })
const [first] = few

it('merges samples by time, each once', () => {
  const merged = mergeSamples(few.slice(0, 20), few.slice(10))

  expect(merged).toEqual(few)
  expect(mergeSamples(few, [])).toBe(few)
})

it('draws one line for each color, with a gap where nothing was judged for long', () => {
  if (first === undefined) return expect.unreachable()
  const later = { ...first, at: first.at + 91_000, color: 'blue' } as const

  const { times, blue, green } = columnsOf([first, later])

  expect(times).toEqual([first.at / 1000, (first.at + 1) / 1000, later.at / 1000])
  expect(green).toEqual([first.ratio, null, null])
  expect(blue).toEqual([null, null, first.ratio])
})

it('labels times with the seconds where minutes alone would be the same', () => {
  expect(timeLabelsOf([0, 60, 120], 'UTC')).toEqual(['00:00', '00:01', '00:02'])
  expect(timeLabelsOf([0, 30, 60], 'UTC')).toEqual(['00:00:00', '00:00:30', '00:01:00'])
})

it('keeps the threshold in sight', () => {
  expect(axisTop([])).toBe(1.3)
  expect(axisTop(few.map((sample) => ({ ...sample, ratio: 2 })))).toBeCloseTo(2.3)
})

it('says how near the newest sample is to a rollback', () => {
  expect(nearnessText([])).toBe('No evidence is recorded yet.')
  expect(nearnessText(samples({ top: 0.62 }))).toBe(
    'The evidence against green is at 62 % of the threshold of a rollback. Nearest signal: fault.'
  )
  expect(nearnessText(samples())).toContain('above the threshold of a rollback (106 %)')
})

it('chooses the rows of the table evenly, the newest first', () => {
  const rows = sampledRows(samples(), 60)

  expect(rows).toHaveLength(60)
  expect(rows[0]?.at).toBe(NOW)
})

it('shows the decisions of a time span, oldest first', () => {
  const labels = decisionsIn(entries, NOW - HOUR, NOW).map(({ label }) => label)

  expect(labels).toEqual(['Switched 5 %', 'Rolled back'])
  expect(decisionsIn(entries, NOW - 60_000, NOW)).toHaveLength(1)
})

it('says what an entry changed', () => {
  const { releases } = entry()
  const to = { color: 'green', release: 'v3', staging: 40 } as const

  expect(changeText(entry({ weight: 5 }))).toBe('green v3 at 5 %')
  expect(
    changeText(entry({ to: 'green', ...(releases && { releases: { ...releases, to } }) }))
  ).toBe('blue v2 → green v3')
})

it('puts stable left and the candidate right, with shares and roles', () => {
  const status = baking({ holdBack: 2 })

  expect([roleOf(status, 'blue'), roleOf(status, 'green')]).toEqual(['stable', 'candidate'])
  expect([keyShareOf(status, 'blue'), keyShareOf(status, 'green')]).toEqual([2, 98])
  expect(keyShareOf(atRest(), 'blue')).toBe(100)
})

it('shows each number with its limit, and whether it is above it', () => {
  const rows = new Map(metricRowsOf(alerting()).map((row) => [row.label, row]))

  expect(rows.get('Faults')).toMatchObject({
    cells: { blue: { text: '35.5 %', detail: '398 of 1,122', isOver: true } },
    limit: '1 %',
  })
  expect(rows.get('Overload')?.cells.blue.isOver).toBe(false)
  expect(rows.get('p95')).toMatchObject({ cells: { blue: { text: '9,400 ms' } }, limit: '500 ms' })
  expect(rows.get('Faults judged')?.cells.blue.detail).toBe('409 × 503, 3 × timeout')
})

it('shows a dash where an older router sends no traffic', () => {
  const { traffic: _, limits: __, ...older } = shifting()

  const [calls, faults] = metricRowsOf(older)

  expect(calls?.cells.blue.text).toBe('–')
  expect(faults?.limit).toBeUndefined()
})

it('shows on the overview the faults of the colors that take keys', () => {
  expect(overviewCellsOf(rolledBack(), NOW)).toMatchObject({ faults: '0.088 %', limit: undefined })
  expect(overviewCellsOf(alerting(), NOW)).toMatchObject({ faults: '35.5 %', limit: '1 %' })
})
