import { setTimeout } from 'node:timers/promises'
import { requestTo } from './call.ts'
import { cpuSecondsOf } from './cpu.ts'
import { drive, type Burst } from './drive.ts'
import type { Options } from './options.ts'
import type { Scenario } from './scenarios.ts'
import type { Target } from './target.ts'

/** Wait after a burst: work that follows an answer is part of the CPU cost of its call. */
const TRAILING_WORK_MS = 20

/** The measurements of one target in one round of a scenario. */
export interface Sample {
  readonly scenario: Scenario['name']
  readonly target: string
  readonly round: number
  readonly busy: Burst
  /** CPU time of the target's process during the busy burst. */
  readonly cpuSeconds: number | undefined
  /** The same calls on one connection; undefined when the scenario has none. */
  readonly lone: Burst | undefined
}

/** Sends a burst to each target before the measurement, so that code is compiled and connections are open. */
export async function warmUp(targets: readonly Target[], options: Options): Promise<void> {
  for (const scenario of options.scenarios) {
    for (const target of targetsOf(scenario, targets)) {
      await burst(target, scenario, scenario.calls)
    }
  }
}

/** Measures all targets in each round and rotates their order, so that a disturbance affects all of them. */
export async function measure(
  targets: readonly Target[],
  options: Options,
  onRound: (round: number) => void
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let round = 0; round < options.rounds; round++) {
    onRound(round)
    for (const scenario of options.scenarios) {
      for (const target of rotated(targetsOf(scenario, targets), round)) {
        samples.push(await sample(target, scenario, round, options.scale))
      }
    }
  }
  return samples
}

async function sample(target: Target, scenario: Scenario, round: number, scale: number) {
  const { calls, connections, loneCalls, name } = scenario
  const before = cpuSecondsOf(target.pid)
  const busy = await burst(target, scenario, Math.max(connections, calls * scale))
  await setTimeout(TRAILING_WORK_MS)
  const after = cpuSecondsOf(target.pid)
  const cpuSeconds = before === undefined || after === undefined ? undefined : after - before
  const lone =
    loneCalls === 0 ? undefined : await burstOnOneConnection(target, scenario, loneCalls * scale)
  return { scenario: name, target: target.name, round, busy, cpuSeconds, lone }
}

function burst(target: Target, scenario: Scenario, calls: number): Promise<Burst> {
  const request = requestTo(target, scenario)
  return drive({ port: target.port, request, calls, connections: scenario.connections })
}

function burstOnOneConnection(target: Target, scenario: Scenario, calls: number): Promise<Burst> {
  return drive({ port: target.port, request: requestTo(target, scenario), calls, connections: 1 })
}

function targetsOf({ name }: Scenario, targets: readonly Target[]): readonly Target[] {
  return targets.filter(({ scenario = name }) => scenario === name)
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
