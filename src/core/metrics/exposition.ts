import { callsIn, callsUpTo } from '../reporting/log-histogram.ts'
import { families, type FamilyName } from './families.ts'
import type { Format } from './media-type.ts'
import type { TimesCounted } from './traffic.ts'

/** One sample of a family, or one histogram. */
export interface Point {
  readonly family: FamilyName
  /** The values of the labels, in the order of the family. */
  readonly labels: readonly string[]
  readonly value: number | TimesCounted
  /** Time at which the counting began, in milliseconds since 1970; for counters and histograms. */
  readonly createdAt?: number
}

/** The bounds of the GenAI histograms of OpenTelemetry, in seconds. */
export const BOUNDS = Array.from({ length: 14 }, (_, index) => (10 * 2 ** index) / 1000)

/**
 * Writes points as a document in the text format of Prometheus, or in that of OpenMetrics.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function exposition(points: readonly Point[], format: Format): string {
  const byFamily = Map.groupBy(points, ({ family }) => family)
  const documented = familyNames.flatMap((name) => familyLines(name, byFamily.get(name), format))
  const lines = format === 'openmetrics' ? [...documented, '# EOF'] : documented
  return lines.map((line) => `${line}\n`).join('')
}

const familyNames = Object.keys(families).filter((name): name is FamilyName => name in families)

function familyLines(
  family: FamilyName,
  points: readonly Point[] = [],
  format: Format
): readonly string[] {
  if (points.length === 0) return []
  const { type, help } = families[family]
  const isOpen = format === 'openmetrics'
  const name = isOpen ? family.replace(/_(?:total|info)$/, '') : family
  const shownType = type === 'info' && !isOpen ? 'gauge' : type
  const samples = points.flatMap((point) => sampleLines(point, isOpen))
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${shownType}`, ...samples]
}

function sampleLines(point: Point, isOpen: boolean): readonly string[] {
  const { family, value, createdAt } = point
  const created =
    isOpen && createdAt !== undefined
      ? [lineOf(`${family.replace(/_total$/, '')}_created`, point, createdAt / 1000)]
      : []
  if (typeof value === 'number') return [lineOf(family, point, value), ...created]
  const buckets = BOUNDS.map((bound) =>
    lineOf(`${family}_bucket`, point, callsUpTo(value.histogram, bound), ['le', String(bound)])
  )
  const calls = callsIn(value.histogram)
  return [
    ...buckets,
    lineOf(`${family}_bucket`, point, calls, ['le', '+Inf']),
    lineOf(`${family}_sum`, point, value.sumMs / 1000),
    lineOf(`${family}_count`, point, calls),
    ...created,
  ]
}

function lineOf(
  name: string,
  { family, labels }: Point,
  value: number,
  ...more: readonly (readonly [name: string, value: string])[]
): string {
  const own = families[family].labels.map((label, index) => [label, labels[index] ?? ''] as const)
  const pairs = [...own, ...more].map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}{${pairs.join(',')}} ${numberOf(value)}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberOf(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}
