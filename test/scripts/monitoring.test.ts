import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import * as z from 'zod'
import { exposition } from '../../src/core/metrics/exposition.ts'
import { families, type Family } from '../../src/core/metrics/families.ts'
import { pointsOf, pointsOfFailed } from '../../src/core/metrics/model-metrics.ts'
import { noTraffic, withTallies } from '../../src/core/metrics/traffic.ts'
import { tally } from '../support/evidence.ts'
import { modelMetrics } from '../support/model-metrics.ts'
import { complaintsOfPromtool } from '../support/promtool.ts'
import { selectedBy } from '../support/promql.ts'

const folder = new URL('../../scripts/monitoring', import.meta.url).pathname

const rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Bluegreen\w+$/),
          expr: z.string(),
          for: z.optional(z.string()),
          labels: z.strictObject({ severity: z.enum(['critical', 'error', 'warning']) }),
          annotations: z.strictObject({ summary: z.string(), action: z.string() }),
        })
      ),
    })
  ),
})

const queries = z.array(z.object({ expr: z.string() }))
const place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  annotations: z.object({ list: queries }),
  panels: z.array(
    z.object({ id: z.number(), title: z.string(), gridPos: place, targets: queries.min(1) })
  ),
})

function fileOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

const alerts = rules.parse(parse(fileOf('alerts.yml'))).groups.flatMap((group) => group.rules)
const board = dashboard.parse(JSON.parse(fileOf('dashboard.json')))
const boardQueries = [...board.annotations.list, ...board.panels.flatMap((panel) => panel.targets)]
const expressions = [...alerts, ...boardQueries].map(({ expr }) => expr)

const known: Readonly<Record<string, Family>> = families

/** Returns the family of a series, and the labels that it may be selected by. */
function labelsOf(metric: string): readonly string[] | undefined {
  const histogram = known[metric.replace(/_(?:bucket|sum|count)$/, '')]
  if (histogram?.type === 'histogram') return [...histogram.labels, 'le']
  return known[metric]?.labels
}

it.each(expressions)('selects series that exist: %s', (expression) => {
  const selected = selectedBy(expression)

  expect(selected.length).toBeGreaterThan(0)
  for (const { metric, labels } of selected) {
    expect(labelsOf(metric), `${metric} of ${expression}`).toBeDefined()
    expect(labelsOf(metric)).toEqual(expect.arrayContaining([...labels]))
  }
})

it('finds the metrics and labels of an expression', () => {
  expect(selectedBy('rate(a_total{b="c",d=~"e"}[$__rate_interval]) / on (x) f')).toEqual([
    { metric: 'a_total', labels: ['b', 'd'] },
    { metric: 'f', labels: [] },
  ])
})

it('is not PromQL when a parenthesis is missing', () => {
  expect(() => selectedBy('sum(rate(bluegreen_calls_total[5m])')).toThrow('not PromQL')
})

it('has panels with ids of their own, which do not overlap', () => {
  const { panels } = board
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`)
  )
  expect(new Set(cells).size).toBe(cells.length)
})

it('has alert rules that promtool accepts, and that fire when they should', async () => {
  expect(await complaintsOfPromtool(['check', 'rules', join(folder, 'alerts.yml')])).toBe('')
  expect(await complaintsOfPromtool(['test', 'rules', join(folder, 'alerts.test.yml')])).toBe('')
  for (const { alert } of alerts) expect(fileOf('alerts.test.yml')).toContain(alert)
})

it('has queries on the dashboard that promtool accepts', async () => {
  const own = mkdtempSync(join(tmpdir(), 'bluegreen-rules-'))
  const recorded = boardQueries.map(({ expr }, index) => ({
    record: `query:${index}`,
    expr: expr.replaceAll(/\$__\w*interval/g, '5m'),
  }))
  const file = join(own, 'queries.yml')
  writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules: recorded }] }))

  expect(await complaintsOfPromtool(['check', 'rules', file])).toBe('')
  rmSync(own, { recursive: true })
})

it('has metrics that promtool accepts', async () => {
  const hostile = tally({ route: 'GET /"\\\n', fault: 1 })
  const traffic = withTallies(noTraffic(0), [tally(), hostile], 1)
  const isolates = { reporting: 2, following: 1, silentMs: 300 }
  const metrics = modelMetrics({ traffic, isolates, lastReportAt: 1_099_000 })
  const points = [...pointsOf(metrics), ...pointsOfFailed('vad')]

  expect(await complaintsOfPromtool(['check', 'metrics'], exposition(points, 'text'))).toBe('')
})
