import type { Verdict } from '../../core/detector/verdict.ts'
import type { Event } from '../../core/rollout/events.ts'
import type { Probes } from './probes.ts'
import type { RolloutState } from './rollout-state.ts'

/** Acts on the verdicts on the live color. Runs one rollback at a time. */
export class VerdictActions {
  readonly #state: RolloutState
  readonly #probes: Probes
  readonly #apply: (event: Event, now: number) => void
  #isRollingBack = false

  constructor(state: RolloutState, probes: Probes, apply: (event: Event, now: number) => void) {
    this.#state = state
    this.#probes = probes
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

  /** Asks whether stable is ready before it rolls back. A new revision during the probe makes the verdict void. */
  async #onFaulty(summary: string, now: number): Promise<void> {
    const { rollout } = this.#state
    const { phase, revision } = rollout
    if (phase === 'idle') return this.#state.raiseAlert(summary, now)
    if (this.#isRollingBack) return
    this.#isRollingBack = true
    const isReady = await this.#probes.isReady(rollout, now)
    this.#isRollingBack = false
    if (this.#state.rollout.revision !== revision) return
    if (isReady) this.#apply({ type: 'faulty', summary }, Date.now())
    else this.#state.raiseAlert(summary, Date.now())
  }
}
