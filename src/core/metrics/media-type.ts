/** The formats of the document. */
export type Format = 'text' | 'openmetrics'

/** The media type of each format. */
export const mediaTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const satisfies Readonly<Record<Format, string>>

interface Range {
  readonly type: string
  readonly version: string | undefined
  readonly quality: number
}

/**
 * Returns the format that an `Accept` header prefers; text unless it prefers OpenMetrics. A reader
 * that accepts neither gets text too, as Prometheus expects.
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function formatOf(accept: string | undefined): Format {
  const ranges = (accept ?? '').split(',').map(parseRange)
  const openMetrics = qualityIn(ranges, ['application/openmetrics-text'], ['1.0.0'])
  const text = qualityIn(ranges, ['text/plain', 'text/*', '*/*'], ['0.0.4', '1.0.0'])
  return openMetrics > text ? 'openmetrics' : 'text'
}

/** Returns the quality of the first type that the header names, the best one of its versions. */
function qualityIn(
  ranges: readonly Range[],
  types: readonly string[],
  versions: readonly string[]
): number {
  for (const type of types) {
    const named = ranges.filter(
      (range) =>
        range.type === type && (range.version === undefined || versions.includes(range.version))
    )
    if (named.length > 0) return Math.max(...named.map(({ quality }) => quality))
  }
  return 0
}

function parseRange(range: string): Range {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const valueOf = (name: string) =>
    parameters
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '')
  const quality = Number(valueOf('q') ?? 1)
  return { type, version: valueOf('version'), quality: quality >= 0 && quality <= 1 ? quality : 0 }
}
