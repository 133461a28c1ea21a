import type { Verdict } from '../../core/detector/verdict.ts'
import type { Event } from '../../core/rollout/events.ts'
import { answersProbe } from './probe.ts'
import type { RolloutState } from './rollout-state.ts'

/** Does what a verdict on the live color asks for. One rollback at a time. */
export class VerdictActions {
  readonly #state: RolloutState
  readonly #apply: (event: Event, now: number) => void
  #isGoingBack = false

  constructor(state: RolloutState, apply: (event: Event, now: number) => void) {
    this.#state = state
    this.#apply = apply
  }

  async act(verdict: Verdict, now: number): Promise<void> {
    switch (verdict.kind) {
      case 'healthy':
        return this.#onHealthy(verdict.summary, now)
      case 'faulty':
        return this.#onFaulty(verdict.summary, now)
      case 'undecided':
        if (verdict.hold) this.#state.raiseAlert(verdict.summary, now)
    }
  }

  #onHealthy(summary: string, now: number): void {
    this.#apply({ type: 'healthy', summary }, now)
    const reason = 'the live color is healthy again'
    this.#state.clearAlert({ by: 'router', source: 'detector', reason, evidence: summary }, now)
  }

  /** Stable is probed before traffic goes back to it. A revision that is made meanwhile makes the verdict void. */
  async #onFaulty(summary: string, now: number): Promise<void> {
    const { phase, revision, stable, slots } = this.#state.rollout
    if (phase === 'idle') return this.#state.raiseAlert(summary, now)
    if (this.#isGoingBack) return
    this.#isGoingBack = true
    const isReady = await answersProbe(slots[stable])
    this.#isGoingBack = false
    if (this.#state.rollout.revision !== revision) return
    if (isReady) this.#apply({ type: 'faulty', summary }, Date.now())
    else this.#state.raiseAlert(summary, Date.now())
  }
}
