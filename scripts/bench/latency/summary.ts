import type { Sample } from './rounds.ts'
import { names } from './target.ts'

/** The results of a target in a scenario: medians over the rounds. Undefined when a value could not be measured. */
export interface Row {
  readonly target: string
  readonly callsPerSecond: number
  readonly cpuSecondsPer10k: number | undefined
  /** Ratio of the CPU time per call to that of the floor in the same round. */
  readonly timesFloor: number | undefined
  /** The lower and upper quartile of those ratios. */
  readonly timesFloorSpread: readonly [number, number] | undefined
  /** Latency of a sequential call, or of an event from origin to client in a stream. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** `p50Ms` minus that of the origin alone. */
  readonly addedMs: number
}

/** Returns the rows of a scenario in the order of the first measurements. */
export function rowsOf(samples: readonly Sample[], scenario: Sample['scenario']): readonly Row[] {
  const own = samples.filter((sample) => sample.scenario === scenario)
  const floors = byRound(own.filter(({ target }) => target === names.floor))
  const rows = [...new Set(own.map(({ target }) => target))].map((target) => {
    const ofTarget = own.filter((sample) => sample.target === target)
    return rowOf(target, ofTarget, floors)
  })
  const origin = rows.find(({ target }) => target === names.origin)?.p50Ms ?? 0
  return rows.map((row) => ({ ...row, addedMs: row.p50Ms - origin }))
}

/** Returns the value nearest to a quantile (`share` from 0 to 1); NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
}

function rowOf(
  target: string,
  samples: readonly Sample[],
  floors: ReadonlyMap<number, number>
): Row {
  const costs = samples.map(cpuPerCall).filter((cost) => cost !== undefined)
  const ratios = samples
    .map((sample) => ratioOf(cpuPerCall(sample), floors.get(sample.round)))
    .filter((ratio) => ratio !== undefined)
  const delays = samples.map(({ lone, busy }) => lone?.latenciesMs ?? busy.lagsMs)
  const isRated = ratios.length > 0 && target !== names.origin
  return {
    target,
    callsPerSecond: median(samples.map(({ busy }) => busy.calls / busy.seconds)),
    cpuSecondsPer10k: costs.length === 0 ? undefined : median(costs) * 10_000,
    timesFloor: isRated ? median(ratios) : undefined,
    timesFloorSpread: isRated ? [quantile(ratios, 0.25), quantile(ratios, 0.75)] : undefined,
    p50Ms: median(delays.map((values) => quantile(values, 0.5))),
    p99Ms: median(delays.map((values) => quantile(values, 0.99))),
    addedMs: 0,
  }
}

function byRound(samples: readonly Sample[]): ReadonlyMap<number, number> {
  return new Map(samples.map((sample) => [sample.round, cpuPerCall(sample) ?? Number.NaN]))
}

function cpuPerCall({ cpuSeconds, busy }: Sample): number | undefined {
  return cpuSeconds === undefined ? undefined : cpuSeconds / busy.calls
}

function ratioOf(cost: number | undefined, floor: number | undefined): number | undefined {
  return cost === undefined || floor === undefined ? undefined : cost / floor
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
