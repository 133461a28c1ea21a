import type { Verdict } from '../../core/detector/verdict.ts'
import { evidenceOf } from '../../core/rollout/evidence-numbers.ts'
import type { Event } from '../../core/rollout/events.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { Probes } from './probes.ts'
import type { RepeatsOnStable } from './repeats-on-stable.ts'
import type { RolloutState } from './rollout-state.ts'

/** Assumed share of bad calls in an incident that began before the last start. */
const UNKNOWN_BAD_RATE = 0.05

interface Parts {
  readonly state: RolloutState
  readonly evidence: EvidenceStore
  readonly probes: Probes
  readonly repeats: RepeatsOnStable
}

/** Acts on the verdicts on the live color. Runs one rollback at a time. */
export class VerdictActions {
  readonly #parts: Parts
  readonly #apply: (event: Event, now: number) => void
  #isRollingBack = false
  /** Share of bad calls in the incident that raised the alert. */
  #badRate = UNKNOWN_BAD_RATE

  constructor(parts: Parts, apply: (event: Event, now: number) => void) {
    this.#parts = parts
    this.#apply = apply
  }

  /** Judges the live color and acts on the verdict. */
  async act(now: number): Promise<void> {
    const { state, evidence } = this.#parts
    if (this.#endIncident(now)) return
    const verdict = evidence.verdict(state.rollout, now)
    switch (verdict.kind) {
      case 'healthy':
        return this.#onHealthy(verdict, now)
      case 'faulty':
        return this.#onFaulty(verdict, now)
      case 'undecided':
        if (verdict.hold) this.#raiseAlert(verdict, now)
    }
  }

  /** Clears the alert once the last minutes show a recovery, after any incident. */
  #endIncident(now: number): boolean {
    const { state, evidence } = this.#parts
    if (state.alert === undefined) return false
    const recovery = evidence.recovery(state.rollout, this.#badRate, now)
    if (recovery === undefined) return false
    evidence.forgetIncident(state.rollout)
    this.#clearAlert(recovery.summary, now)
    return true
  }

  #onHealthy(verdict: Verdict, now: number): void {
    this.#apply({ type: 'healthy', ...evidenceOf(verdict) }, now)
    this.#clearAlert(verdict.summary, now)
  }

  /** Asks whether stable is ready before it rolls back. A new revision during the probe makes the verdict void. */
  async #onFaulty(verdict: Verdict, now: number): Promise<void> {
    const { state } = this.#parts
    const { rollout } = state
    const { phase, revision } = rollout
    if (phase === 'idle' || !state.policyAt(now).autoRollback) return this.#raiseAlert(verdict, now)
    if (this.#isRollingBack) return
    this.#isRollingBack = true
    const isReady = await this.#isStableReady(rollout, now)
    this.#isRollingBack = false
    if (state.rollout.revision !== revision) return
    if (isReady) this.#apply({ type: 'faulty', ...evidenceOf(verdict) }, Date.now())
    else this.#raiseAlert(verdict, Date.now())
  }

  /** By what stable answered to repeated calls, or else by a probe. */
  async #isStableReady(rollout: Rollout, now: number): Promise<boolean> {
    const { state, repeats, probes } = this.#parts
    if (rollout.stable in state.unusable) return false
    const { readiness = 'unknown' } = repeats.of(rollout, now) ?? {}
    return readiness === 'unknown'
      ? probes.isReady(rollout.stable, rollout, now)
      : readiness === 'ready'
  }

  #raiseAlert(verdict: Verdict, now: number): void {
    const { calls, bad } = verdict
    const { state } = this.#parts
    if (state.alert === undefined && bad > 0) this.#badRate = bad / calls
    state.raiseAlert(evidenceOf(verdict), now)
  }

  #clearAlert(evidence: string, now: number): void {
    const reason = 'the live color is healthy again'
    this.#parts.state.clearAlert({ by: 'router', source: 'detector', reason, evidence }, now)
  }
}
