import { requestTo } from '../latency/call.ts'
import { drive } from '../latency/drive.ts'
import { EVENTS, scenarios, type Scenario } from '../latency/scenarios.ts'
import type { Target } from '../latency/target.ts'
import { instructionsOf } from './callgrind.ts'

/** A scenario in a size that an instrumented target serves in some seconds. */
export interface Load {
  readonly scenario: Scenario
  readonly title: string
  /** Calls before the first count, which compile the code. */
  readonly warmUp: number
  /** Calls of each window. */
  readonly calls: number
  readonly connections: number
  /** Units of a call that the table counts: events of a stream. */
  readonly units: number
}

const sizes = {
  small: { title: 'small JSON, per call', warmUp: 800, calls: 500, connections: 4, units: 1 },
  '64k': { title: '64 KiB JSON, per call', warmUp: 300, calls: 300, connections: 4, units: 1 },
  sse: { title: 'SSE, per event', warmUp: 24, calls: 8, connections: 8, units: EVENTS },
  chunks: { title: 'fine chunks, per piece', warmUp: 24, calls: 8, connections: 8, units: EVENTS },
} as const satisfies Record<Scenario['name'], Omit<Load, 'scenario'>>

export const loads: readonly Load[] = scenarios.map((scenario) => ({
  scenario,
  ...sizes[scenario.name],
}))

/** Returns the instructions per unit in each of some windows on a warm target. */
export async function measure(
  target: Target,
  load: Load,
  windows: number
): Promise<readonly number[]> {
  const { calls, connections, units } = load
  const request = requestTo(target, load.scenario)
  const send = (count: number) => drive({ port: target.port, request, calls: count, connections })
  await send(load.warmUp)
  const counts = [await instructionsOf(target.pid)]
  for (let window = 0; window < windows; window++) {
    await send(calls)
    counts.push(await instructionsOf(target.pid))
  }
  return counts.slice(1).map((count, index) => (count - (counts[index] ?? 0)) / (calls * units))
}
