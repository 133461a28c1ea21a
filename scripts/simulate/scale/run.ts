import { mergeTallies } from '../../../src/core/reporting/merge-tallies.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import { nextReportMs } from '../../../src/core/reporting/schedule.ts'
import { rngOf, type Rng } from '../detector/rng.ts'
import { medianOf } from '../detector/table.ts'
import { Coordinator } from './coordinator.ts'
import { drawCounts, FAULT_AT } from './counts.ts'
import { EventQueue } from './event-queue.ts'
import { type Collector, NEAR_MS, populate, type Isolate, type World } from './world.ts'

/** Traffic before the fault that is simulated whole. */
const WARM_MS = 2_000
const START_AT = FAULT_AT - WARM_MS
const GIVE_UP_AT = FAULT_AT + 600_000

/** What came of one fault. Times in milliseconds since the fault. */
export interface Outcome {
  readonly decisionMs: number
  readonly medianIsolateMs: number
  readonly lastIsolateMs: number
  readonly coordinatorReportsPerSecond: number
  readonly collectorReportsPerSecond: number
  readonly collectors: number
  /** Reports a second of all isolates and collectors together. */
  readonly allReportsPerSecond: number
}

/** A report goes out, arrives, and its reply comes back with the pointer of the moment in which it arrived. */
type Event =
  | { readonly type: 'isolate_sends'; readonly isolate: Isolate }
  | { readonly type: 'isolate_arrives'; readonly isolate: Isolate; readonly tallies: Tallies }
  | { readonly type: 'isolate_hears'; readonly isolate: Isolate; readonly pointer: Pointer }
  | { readonly type: 'collector_sends'; readonly collector: Collector }
  | { readonly type: 'collector_arrives'; readonly collector: Collector; readonly tallies: Tallies }
  | { readonly type: 'collector_hears'; readonly collector: Collector; readonly pointer: Pointer }

type Tallies = readonly Tally[]

interface State {
  readonly world: World
  readonly coordinator: Coordinator
  readonly collectors: readonly Collector[]
  readonly isolates: readonly Isolate[]
  readonly queue: EventQueue<Event>
  readonly rng: Rng
  sent: number
  following: number
}

/** Lets green fail in the midst of a bake and follows the news to the last isolate. */
export function simulate(world: World, seed: number): Outcome {
  const state = start(world, rngOf(seed))
  const { queue, isolates } = state
  let now = START_AT
  while (state.following < isolates.length && now < GIVE_UP_AT) {
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
  const state = { world, coordinator, ...population, queue, rng, sent: 0, following: 0 }
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
      const tallies = drawnUnlessDecided(state, isolate, now)
      return queue.push(now + wayOf(isolate), { type: 'isolate_arrives', isolate, tallies })
    }
    case 'isolate_arrives': {
      const { isolate, tallies } = event
      const receiver = isolate.collector ?? coordinator
      receiver.take(tallies, now)
      const { pointer } = receiver
      return queue.push(now + wayOf(isolate), { type: 'isolate_hears', isolate, pointer })
    }
    case 'isolate_hears': {
      const { isolate, pointer } = event
      follow(state, isolate, pointer, now)
      return queue.push(now + intervalOf(state, isolate), { type: 'isolate_sends', isolate })
    }
    case 'collector_sends': {
      const { collector } = event
      state.sent++
      const tallies = mergeTallies(collector.hand())
      const at = now + collector.region.wayMs
      return queue.push(at, { type: 'collector_arrives', collector, tallies })
    }
    case 'collector_arrives': {
      const { collector, tallies } = event
      coordinator.take(tallies, now)
      const { pointer } = coordinator
      const at = now + collector.region.wayMs
      return queue.push(at, { type: 'collector_hears', collector, pointer })
    }
    case 'collector_hears': {
      const { collector, pointer } = event
      collector.pointer = pointer
      const at = now + nextReportMs('baking', state.collectors.length)
      return queue.push(at, { type: 'collector_sends', collector })
    }
  }
}

/** Counts matter until the decision; afterwards only who hears when. */
function drawnUnlessDecided({ coordinator, world, rng }: State, isolate: Isolate, now: number) {
  return coordinator.decidedAt === Infinity ? drawCounts(world, isolate, now, rng) : []
}

function follow(state: State, isolate: Isolate, pointer: Pointer, now: number): void {
  if (pointer.revision <= isolate.pointer.revision) return
  isolate.pointer = pointer
  isolate.followedAt = now
  state.following++
}

function intervalOf({ isolates }: State, { collector }: Isolate): number {
  if (collector === undefined) return nextReportMs('baking', isolates.length)
  return nextReportMs('baking', collector.isolates, 'collector')
}

function wayOf({ collector, region }: Isolate): number {
  return collector === undefined ? region.wayMs : NEAR_MS
}

function outcomeOf({ isolates, coordinator, collectors, sent }: State, now: number): Outcome {
  const followed = isolates.map(({ followedAt }) => followedAt - FAULT_AT)
  const seconds = (now - START_AT) / 1000
  return {
    decisionMs: coordinator.decidedAt - FAULT_AT,
    medianIsolateMs: medianOf(followed),
    lastIsolateMs: Math.max(...followed),
    coordinatorReportsPerSecond: coordinator.reports / seconds,
    collectorReportsPerSecond: Math.max(0, ...collectors.map(({ reports }) => reports)) / seconds,
    collectors: collectors.length,
    allReportsPerSecond: sent / seconds,
  }
}
