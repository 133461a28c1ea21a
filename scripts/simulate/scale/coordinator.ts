import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { seed, transition } from '../../../src/core/rollout/transition.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import type { Rollout } from '../../../src/core/rollout/state.ts'

const slots = {
  blue: { origin: 'https://blue.test', release: 'v1' },
  green: { origin: 'https://green.test', release: 'v2' },
}

const policy = {
  steps: [],
  holdBack: 0,
  bakeMs: 3_600_000,
  keepWarmMs: 0,
  requiresVerification: false,
  requiresShadow: false,
  autoRollback: true,
  configured: slots,
  origins: [],
  isFrozen: false,
  isPaused: false,
}

/** A coordinator that decides with the router's own core, without storage. */
export class Coordinator {
  reports = 0
  decidedAt = Infinity
  #rollout: Rollout = applyEvent(seed(slots, 0), {
    type: 'switch',
    to: 'green',
    ready: { blue: true, green: true },
    cause: { by: 'simulation', source: 'simulation', reason: 'simulation' },
  })
  #evidence: Evidence = emptyEvidence(0)

  get pointer(): Pointer {
    return pointerOf(this.#rollout)
  }

  get phase(): Rollout['phase'] {
    return this.#rollout.phase
  }

  /** Adds the counts of one report and decides, as `Coordinator.report` does. */
  receive(tallies: readonly Tally[], now: number): void {
    this.reports++
    if (this.decidedAt < Infinity) return
    const green = tallies.filter(({ color }) => color === 'green')
    this.#evidence = addCounts(this.#evidence, green, now, defaultLimits)
    const verdict = judge({ color: 'green', candidate: this.#evidence, now, limits: defaultLimits })
    if (verdict.kind !== 'faulty') return
    const event = { type: 'faulty', summary: verdict.summary } as const
    this.#rollout = applyEvent(this.#rollout, event, now)
    this.decidedAt = now
  }
}

function applyEvent(rollout: Rollout, event: Event, now = 0): Rollout {
  const result = transition(rollout, event, now, policy)
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}
