import type { EvidenceSample } from '../data/shapes.ts'

/** Samples that are kept: a day of one sample a second would slow the chart. */
const MAX_SAMPLES = 6_000

/** Adds new samples to known ones: ordered by time, each time once, the oldest dropped. */
export function mergeSamples(
  known: readonly EvidenceSample[],
  added: readonly EvidenceSample[]
): readonly EvidenceSample[] {
  if (added.length === 0) return known
  const byTime = new Map([...known, ...added].map((sample) => [sample.at, sample]))
  return [...byTime.values()].toSorted((a, b) => a.at - b.at).slice(-MAX_SAMPLES)
}

/** A chart's columns: times in seconds, and one line for each color with gaps where it was not judged. */
export interface ChartColumns {
  readonly times: number[]
  readonly blue: (number | null)[]
  readonly green: (number | null)[]
}

/** A silence between samples after which a line does not go on. */
const GAP_MS = 90_000

/** Returns the columns of a chart; the threshold of a rollback is at 1. */
export function columnsOf(samples: readonly EvidenceSample[]): ChartColumns {
  const columns: ChartColumns = { times: [], blue: [], green: [] }
  const push = (at: number, blue: number | null, green: number | null) => {
    columns.times.push(at / 1000)
    columns.blue.push(blue)
    columns.green.push(green)
  }
  let last: EvidenceSample | undefined
  for (const sample of samples) {
    if (last !== undefined && sample.at - last.at > GAP_MS) push(last.at + 1, null, null)
    const { color, ratio, at } = sample
    push(at, color === 'blue' ? ratio : null, color === 'green' ? ratio : null)
    last = sample
  }
  return columns
}

/** Returns the highest value of the chart's axis: the threshold is always in sight. */
export function axisTop(samples: readonly EvidenceSample[]): number {
  const highest = samples.reduce((top, { ratio }) => Math.max(top, ratio), 0)
  return Math.max(1.3, highest * 1.15)
}

/** Returns the labels of a chart's times, which are in seconds: with the seconds where they differ. */
export function timeLabelsOf(times: readonly number[], timeZone?: string): string[] {
  const hasSeconds = times.some((time) => time % 60 !== 0)
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds && { second: '2-digit' }),
    ...(timeZone !== undefined && { timeZone }),
  })
  return times.map((time) => format.format(time * 1000))
}

/** Returns the samples of a table: evenly chosen, the newest first. */
export function sampledRows(
  samples: readonly EvidenceSample[],
  most: number
): readonly EvidenceSample[] {
  const every = Math.max(1, Math.ceil(samples.length / most))
  return samples.toReversed().filter((_, index) => index % every === 0)
}

/** Returns how near the newest sample is to a rollback, in one sentence. */
export function nearnessText(samples: readonly EvidenceSample[]): string {
  const last = samples.at(-1)
  if (last === undefined) return 'No evidence is recorded yet.'
  const percent = Math.round(last.ratio * 100)
  const signal = last.signal === null ? '' : ` Nearest signal: ${signalText(last)}.`
  return last.ratio >= 1
    ? `The evidence against ${last.color} is above the threshold of a rollback (${percent} %).${signal}`
    : `The evidence against ${last.color} is at ${percent} % of the threshold of a rollback.${signal}`
}

/** Returns the signal of a sample with its scope: `fault in calls of POST /v1/chat`. */
export function signalText({ signal, scope }: EvidenceSample): string {
  if (signal === null) return 'none'
  return scope === undefined ? signal : `${signal} in ${scope}`
}
