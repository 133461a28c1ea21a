import parse from 'parse-prometheus-text-format'
import { describe, expect, it } from 'vitest'
import { BOUNDS, exposition, type Point } from '../../../src/core/metrics/exposition.ts'
import { families, type Family } from '../../../src/core/metrics/families.ts'
import { pointsOf, pointsOfFailed } from '../../../src/core/metrics/model-metrics.ts'
import { noTraffic, withReported } from '../../../src/core/metrics/traffic.ts'
import { bucketOf } from '../../../src/core/reporting/log-histogram.ts'
import { tally } from '../../support/evidence.ts'
import { modelMetrics } from '../../support/model-metrics.ts'
import { samplesIn } from '../../support/read-metrics.ts'

const byName: Readonly<Record<string, Family>> = families
const names = Object.keys(families)

const times = {
  color: 'green',
  release: 'v2',
  route: 'other',
  firstByte: { buckets: [[bucketOf(15), 2]], sumMs: 30 },
  duration: { buckets: [[bucketOf(200_000), 1]], sumMs: 200_000 },
} as const
const traffic = withReported(
  noTraffic(1_000_000),
  { tallies: [tally({ started: 3, fault: 1 })], times: [times] },
  1_050_000
)
const isolates = { reporting: 2, following: 1, silentMs: 300 }
const points = [
  ...pointsOf(modelMetrics({ traffic, isolates, lastReportAt: 1_099_000 })),
  ...pointsOfFailed('vad'),
]

/** Returns the lines of a document that begin with a text. */
function linesOf(document: string, start: string): readonly string[] {
  return document.split('\n').filter((line) => line.startsWith(start))
}

describe('the text format', () => {
  const document = exposition(points, 'text')

  it('is read by a parser, each family once and with its type', () => {
    const read = parse(document)

    expect(read.map(({ name }) => name)).toEqual(names)
    for (const { name, type, help } of read) {
      const family = byName[name]
      expect(type.toLowerCase()).toBe(family?.type === 'info' ? 'gauge' : family?.type)
      expect(help).toBe(family?.help)
      expect(linesOf(document, `# TYPE ${name} `)).toHaveLength(1)
      expect(linesOf(document, `# HELP ${name} `)).toHaveLength(1)
    }
  })

  it('has the labels that the family names', () => {
    for (const { name, labels } of samplesIn(document)) {
      const family = name.replace(/_(?:bucket|sum|count)$/, '')
      const own = Object.keys(labels).filter((label) => label !== 'le')
      expect([family, ...own]).toEqual([family, ...(byName[family]?.labels ?? [])])
    }
  })

  it('ends with a line feed and has nothing of OpenMetrics', () => {
    expect(document.endsWith('\n')).toBe(true)
    expect(document).not.toContain('# EOF')
    expect(document).not.toContain('_created')
  })

  it('counts a histogram up to each bound, and above the last one', () => {
    const read = samplesIn(document).filter(({ labels }) => labels['color'] === 'green')
    const bucketsOf = (family: string) =>
      read
        .filter(({ name }) => name === `${family}_bucket`)
        .map(({ labels, value }) => [labels['le'], value])

    const bounds = [...BOUNDS.map(String), '+Inf']
    expect(bucketsOf('bluegreen_call_duration_seconds')).toEqual(
      bounds.map((bound) => [bound, bound === '+Inf' ? 1 : 0])
    )
    expect(bucketsOf('bluegreen_time_to_first_byte_seconds')).toEqual(
      bounds.map((bound) => [bound, bound === '0.01' ? 0 : 2])
    )
    const sums = read.filter(({ name }) => /_(?:sum|count)$/.test(name)).map(({ value }) => value)
    expect(sums).toEqual([0.03, 2, 200, 1])
  })

  it('escapes labels', () => {
    const value = 'a"b\\c\nd'
    const hostile: Point = { family: 'bluegreen_up', labels: [value], value: 1 }

    const written = exposition([hostile], 'text')

    expect(written).toContain(String.raw`bluegreen_up{model="a\"b\\c\nd"} 1`)
    expect(parse(written)[0]?.metrics).toEqual([{ labels: { model: value }, value: '1' }])
  })

  it.each([
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
    [1e-7, '1e-7'],
  ])('writes %d as %s', (value, written) => {
    const point: Point = { family: 'bluegreen_up', labels: ['chat'], value }

    expect(exposition([point], 'text')).toContain(`bluegreen_up{model="chat"} ${written}\n`)
  })
})

describe('the OpenMetrics format', () => {
  const document = exposition(points, 'openmetrics')
  const lines = document.trimEnd().split('\n')

  it('ends with # EOF, once', () => {
    expect(document.endsWith('\n# EOF\n')).toBe(true)
    expect(lines.filter((line) => line === '# EOF')).toHaveLength(1)
  })

  it('names counters and infos without their suffix', () => {
    expect(lines).toContain('# TYPE bluegreen_calls counter')
    expect(lines).toContain('# TYPE bluegreen_rollout info')
    expect(linesOf(document, 'bluegreen_rollout_info{')).toHaveLength(1)
  })

  it('says when each counter and histogram began, right after it', () => {
    const start = 'bluegreen_calls_total{model="chat",color="green",route="other",outcome="fault"}'
    const index = lines.findIndex((line) => line.startsWith(start))

    expect(lines.slice(index, index + 2)).toEqual([
      `${start} 1`,
      `${start.replace('_total', '_created')} 1050`,
    ])
    expect(lines).toContain(
      'bluegreen_time_to_first_byte_seconds_created{model="chat",color="green",route="other"} 1050'
    )
  })

  it('has samples between the heads of their own family only', () => {
    let family = ''
    const misplaced = lines.filter((line) => {
      family = /^# HELP (\S+)/.exec(line)?.[1] ?? family
      return !line.startsWith('#') && !line.startsWith(family)
    })

    expect(misplaced).toEqual([])
  })

  it('is read by a parser', () => {
    expect(parse(lines.slice(0, -1).join('\n')).length).toBeGreaterThan(names.length)
  })
})
