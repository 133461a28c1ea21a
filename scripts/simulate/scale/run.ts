import { mergeTallies } from '../../../src/core/reporting/merge-tallies.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { nextReportMs } from '../../../src/core/reporting/schedule.ts'
import { rngOf, type Rng } from '../detector/rng.ts'
import { medianOf } from '../detector/table.ts'
import { Coordinator } from './coordinator.ts'
import { drawCounts, FAULT_AT } from './counts.ts'
import { EventQueue } from './event-queue.ts'
import { type Collector, NEAR_ONE_WAY_MS, populate, type Isolate, type World } from './world.ts'

/** Simulated traffic before the fault. */
const WARM_MS = 2_000
const START_AT = FAULT_AT - WARM_MS
const GIVE_UP_AT = FAULT_AT + 600_000

/** Results of one simulated fault. Times are in milliseconds since the fault. */
export interface Outcome {
  readonly decisionMs: number
  readonly medianIsolateMs: number
  readonly lastIsolateMs: number
  readonly coordinatorReportsPerSecond: number
  readonly collectorReportsPerSecond: number
  readonly collectors: number
  /** Reports per second from all isolates and collectors. */
  readonly allReportsPerSecond: number
}

/**
 * The steps of one report: it is sent, it arrives, and its reply arrives. The reply carries the
 * pointer from the time at which the report arrived.
 */
type Event =
  | { readonly type: 'isolate_sends'; readonly isolate: Isolate }
  | {
      readonly type: 'isolate_report_arrives'
      readonly isolate: Isolate
      readonly tallies: Tallies
    }
  | { readonly type: 'isolate_reply_arrives'; readonly isolate: Isolate; readonly pointer: Pointer }
  | { readonly type: 'collector_sends'; readonly collector: Collector }
  | {
      readonly type: 'collector_report_arrives'
      readonly collector: Collector
      readonly tallies: Tallies
    }
  | {
      readonly type: 'collector_reply_arrives'
      readonly collector: Collector
      readonly pointer: Pointer
    }

type Tallies = readonly Tally[]

interface State {
  readonly world: World
  readonly coordinator: Coordinator
  readonly collectors: readonly Collector[]
  readonly isolates: readonly Isolate[]
  readonly queue: EventQueue<Event>
  readonly rng: Rng
  sent: number
  updated: number
}

/** Makes green fail during a bake and runs until the last isolate has the new pointer. */
export function simulate(world: World, seed: number): Outcome {
  const state = start(world, rngOf(seed))
  const { queue, isolates } = state
  let now = START_AT
  while (state.updated < isolates.length && now < GIVE_UP_AT) {
    const next = queue.pop()
    if (next === undefined) break
    now = next.at
    step(state, next.event, now)
  }
  return outcomeOf(state, now)
}

function start(world: World, rng: Rng): State {
  const coordinator = new Coordinator()
  const population = populate(world, coordinator.pointer)
  const queue = new EventQueue<Event>()
  const state = { world, coordinator, ...population, queue, rng, sent: 0, updated: 0 }
  for (const isolate of state.isolates) {
    isolate.drawnUntil = START_AT
    const at = START_AT + rng() * intervalOf(state, isolate)
    queue.push(at, { type: 'isolate_sends', isolate })
  }
  for (const collector of state.collectors) {
    const at = START_AT + rng() * nextReportMs('baking', state.collectors.length)
    queue.push(at, { type: 'collector_sends', collector })
  }
  return state
}

function step(state: State, event: Event, now: number): void {
  const { queue, coordinator } = state
  switch (event.type) {
    case 'isolate_sends': {
      const { isolate } = event
      state.sent++
      const tallies = countsToReport(state, isolate, now)
      return queue.push(now + oneWayMsOf(isolate), {
        type: 'isolate_report_arrives',
        isolate,
        tallies,
      })
    }
    case 'isolate_report_arrives': {
      const { isolate, tallies } = event
      const receiver = isolate.collector ?? coordinator
      receiver.receive(tallies, now)
      const { pointer } = receiver
      return queue.push(now + oneWayMsOf(isolate), {
        type: 'isolate_reply_arrives',
        isolate,
        pointer,
      })
    }
    case 'isolate_reply_arrives': {
      const { isolate, pointer } = event
      applyPointer(state, isolate, pointer, now)
      return queue.push(now + intervalOf(state, isolate), { type: 'isolate_sends', isolate })
    }
    case 'collector_sends': {
      const { collector } = event
      state.sent++
      const tallies = mergeTallies(collector.drain())
      const at = now + collector.region.oneWayMs
      return queue.push(at, { type: 'collector_report_arrives', collector, tallies })
    }
    case 'collector_report_arrives': {
      const { collector, tallies } = event
      coordinator.receive(tallies, now)
      const { pointer } = coordinator
      const at = now + collector.region.oneWayMs
      return queue.push(at, { type: 'collector_reply_arrives', collector, pointer })
    }
    case 'collector_reply_arrives': {
      const { collector, pointer } = event
      collector.pointer = pointer
      const at = now + nextReportMs('baking', state.collectors.length)
      return queue.push(at, { type: 'collector_sends', collector })
    }
  }
}

/** Returns no counts after the decision, because only the spread of the pointer matters then. */
function countsToReport({ coordinator, world, rng }: State, isolate: Isolate, now: number) {
  return coordinator.decidedAt === Infinity ? drawCounts(world, isolate, now, rng) : []
}

function applyPointer(state: State, isolate: Isolate, pointer: Pointer, now: number): void {
  if (pointer.revision <= isolate.pointer.revision) return
  isolate.pointer = pointer
  isolate.updatedAt = now
  state.updated++
}

function intervalOf({ isolates }: State, { collector }: Isolate): number {
  if (collector === undefined) return nextReportMs('baking', isolates.length)
  return nextReportMs('baking', collector.isolates, 'collector')
}

function oneWayMsOf({ collector, region }: Isolate): number {
  return collector === undefined ? region.oneWayMs : NEAR_ONE_WAY_MS
}

function outcomeOf({ isolates, coordinator, collectors, sent }: State, now: number): Outcome {
  const updateTimes = isolates.map(({ updatedAt }) => updatedAt - FAULT_AT)
  const seconds = (now - START_AT) / 1000
  return {
    decisionMs: coordinator.decidedAt - FAULT_AT,
    medianIsolateMs: medianOf(updateTimes),
    lastIsolateMs: Math.max(...updateTimes),
    coordinatorReportsPerSecond: coordinator.reports / seconds,
    collectorReportsPerSecond: Math.max(0, ...collectors.map(({ reports }) => reports)) / seconds,
    collectors: collectors.length,
    allReportsPerSecond: sent / seconds,
  }
}
