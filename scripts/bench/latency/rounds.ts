import { setTimeout } from 'node:timers/promises'
import { requestTo } from './call.ts'
import { cpuSecondsOf } from './cpu.ts'
import { drive, type Burst } from './drive.ts'
import type { Options } from './options.ts'
import type { Scenario } from './scenarios.ts'
import type { Target } from './target.ts'

/** What follows a call after its answer is still that call's cost. */
const SETTLE_MS = 20

/** One burst at one target. */
export interface Sample {
  readonly scenario: Scenario['name']
  readonly target: string
  readonly round: number
  readonly busy: Burst
  /** CPU time of the target's process during the busy burst. */
  readonly cpuSeconds: number | undefined
  /** The same call, alone on the machine. */
  readonly lone: Burst | undefined
}

/** Code is compiled and connections are made before anything counts. */
export async function warmUp(targets: readonly Target[], options: Options): Promise<void> {
  for (const scenario of options.scenarios) {
    for (const target of targetsOf(scenario, targets)) {
      await burst(target, scenario, scenario.calls)
    }
  }
}

/** Measures all targets in turn, round after round, so that a disturbance meets all of them alike. */
export async function measure(
  targets: readonly Target[],
  options: Options,
  tell: (round: number) => void
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let round = 0; round < options.rounds; round++) {
    tell(round)
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
  await setTimeout(SETTLE_MS)
  const after = cpuSecondsOf(target.pid)
  const cpuSeconds = before === undefined || after === undefined ? undefined : after - before
  const lone = loneCalls === 0 ? undefined : await alone(target, scenario, loneCalls * scale)
  return { scenario: name, target: target.name, round, busy, cpuSeconds, lone }
}

function burst(target: Target, scenario: Scenario, calls: number): Promise<Burst> {
  const request = requestTo(target, scenario)
  return drive({ port: target.port, request, calls, connections: scenario.connections })
}

function alone(target: Target, scenario: Scenario, calls: number): Promise<Burst> {
  return drive({ port: target.port, request: requestTo(target, scenario), calls, connections: 1 })
}

function targetsOf({ name }: Scenario, targets: readonly Target[]): readonly Target[] {
  return targets.filter(({ scenario = name }) => scenario === name)
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
