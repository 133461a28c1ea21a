import type { Verdict } from '../../core/detector/verdict.ts'
import type { Condition } from '../../core/rollout/alerts.ts'
import { evidenceOf } from '../../core/rollout/evidence-numbers.ts'
import type { Event } from '../../core/rollout/events.ts'
import { liveFaultyMessage } from '../../core/rollout/live-faulty.ts'
import { OPEN_MS } from '../../core/rollout/recovery.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { Probes } from './probes.ts'
import type { RepeatsOnStable } from './repeats-on-stable.ts'
import type { RolloutState } from './rollout-state.ts'

/** Assumed share of bad calls in an incident that began before the last start. */
const UNKNOWN_BAD_RATE = 0.05

/** A condition without its code. */
type Unnamed<Each> = Each extends Condition ? Omit<Each, 'code'> : never

interface Parts {
  readonly state: RolloutState
  readonly evidence: EvidenceStore
  readonly probes: Probes
  readonly repeats: RepeatsOnStable
}

/** Acts on the verdicts on the candidate, or on stable. Runs one rollback at a time. */
export class VerdictActions {
  readonly #parts: Parts
  readonly #apply: (event: Event, now: number) => void
  #isRollingBack = false
  /** Share of bad calls in the incident that raised the alert. */
  #badRate = UNKNOWN_BAD_RATE
  /** Last time at which stable could not take over from a faulty color. */
  #stableNotReadyAt: number | undefined

  constructor(parts: Parts, apply: (event: Event, now: number) => void, now: number) {
    this.#parts = parts
    this.#apply = apply
    if (this.#isRaised) this.#stableNotReadyAt = now
  }

  /** Judges the color and acts on the verdict. */
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
    if (!this.#isRaised) return false
    const recovery = evidence.recovery(state.rollout, this.#badRate, now)
    if (recovery === undefined) return false
    evidence.forgetIncident(state.rollout)
    this.#clearAlert(recovery, now)
    return true
  }

  #onHealthy(verdict: Verdict, now: number): void {
    this.#apply({ type: 'healthy', ...evidenceOf(verdict) }, now)
    this.#clearAlert(verdict, now)
  }

  /** Asks whether stable is ready before it rolls back. A new revision during the probe makes the verdict void. */
  async #onFaulty(verdict: Verdict, now: number): Promise<void> {
    const { state } = this.#parts
    const { rollout } = state
    const { phase, revision } = rollout
    if (phase === 'idle' || !state.policyAt(now).autoRollback) return this.#raiseAlert(verdict, now)
    if (this.#isRollingBack || this.#isOnlyShared(rollout, now)) return
    this.#isRollingBack = true
    const isReady = await this.#isStableReady(rollout, now)
    this.#isRollingBack = false
    if (state.rollout.revision !== revision) return
    if (isReady) return this.#apply({ type: 'faulty', ...evidenceOf(verdict) }, Date.now())
    this.#stableNotReadyAt = Date.now()
    this.#raiseAlert(verdict, Date.now())
  }

  /**
   * Whether the color was faulty only while stable could not take over: an outage of both colors is
   * no reason to move the traffic when it is over. After three minutes without a recovery it is.
   */
  #isOnlyShared(rollout: Rollout, now: number): boolean {
    const since = this.#stableNotReadyAt
    if (since === undefined || now - since > OPEN_MS) return false
    return this.#parts.evidence.verdictAfter(since, rollout, now).kind !== 'faulty'
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
    if (this.#isRaised) return
    if (bad > 0) this.#badRate = bad / calls
    const { state } = this.#parts
    const message = liveFaultyMessage(state.rollout, now, state.policyAt(now))
    this.#look({ holds: true, message, evidence: evidenceOf(verdict) }, now)
  }

  #clearAlert({ summary }: Verdict, now: number): void {
    this.#look({ holds: false, evidence: { summary } }, now)
  }

  get #isRaised(): boolean {
    return this.#parts.state.alerts.has('live_faulty')
  }

  #look(condition: Unnamed<Condition>, now: number): void {
    const { state } = this.#parts
    state.alerts.look([{ code: 'live_faulty', ...condition }], state.rollout, now)
  }
}
