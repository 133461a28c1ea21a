import { conditionsOf, pointerConditions } from '../../core/rollout/alert-conditions.ts'
import { configuredDifferences, unfollowedColors } from '../../core/rollout/apply-configured.ts'
import { colors, type Color } from '../../core/routing/color.ts'
import type { PointerRefusal } from '../../core/routing/pointer-refusal.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { EvidenceStore } from './evidence-store.ts'
import type { FaultWatch } from './fault-watch.ts'
import type { Probes } from './probes.ts'
import type { Publisher } from './publisher.ts'
import type { RolloutState } from './rollout-state.ts'
import type { Store } from './store.ts'

interface Watched {
  readonly state: RolloutState
  readonly evidence: EvidenceStore
  readonly probes: Probes
  readonly publisher: Publisher
  readonly faults: FaultWatch
  readonly notifier: Notifier
}

/** Looks which alerts hold. It decides nothing: the core does. */
export class AlertWatch {
  readonly #store: Store
  readonly #watched: Watched
  readonly #onChange: () => void
  #unfollowed: readonly Color[]

  /** `onChange` is called when an alert was raised or cleared. */
  constructor(store: Store, watched: Watched, onChange: () => void) {
    this.#store = store
    this.#watched = watched
    this.#onChange = onChange
    this.#unfollowed = store.readState('unfollowed') ?? []
  }

  /** Looks at everything. `changed` are the environments that a deploy has just changed. */
  look(now: number, changed: Partial<Record<Color, unknown>> = {}): void {
    const { state, evidence, probes, publisher, faults, notifier } = this.#watched
    const { rollout } = state
    const before = state.alerts.all
    state.alerts.look(
      conditionsOf({
        rollout,
        onStable: evidence.verdictOnStable(rollout, now),
        unusable: state.unusable,
        receiverProblems: notifier.problems,
        stableProbe: probes.of(rollout, now),
        kvBehindMs: publisher.behindMs,
        faults: faults.recent(now),
        unfollowed: this.#unfollowedBy(
          colors.filter((color) => color in changed),
          now
        ),
        failedDeliveries: notifier.failedLately(now),
      }),
      rollout,
      now
    )
    if (state.alerts.all !== before) this.#onChange()
  }

  /** Looks at the pointer in KV, after a read that succeeded. */
  lookAtPointer(refusal: PointerRefusal | undefined, now: number): void {
    const { state } = this.#watched
    state.alerts.look(pointerConditions(refusal), state.rollout, now)
  }

  #unfollowedBy(changed: readonly Color[], now: number) {
    const { state } = this.#watched
    const { configured } = state.policyAt(now)
    const differences = configuredDifferences(state.rollout.slots, configured)
    const unfollowed = unfollowedColors(this.#unfollowed, changed, differences)
    if (unfollowed.join() !== this.#unfollowed.join()) {
      this.#store.writeState('unfollowed', unfollowed)
      this.#unfollowed = unfollowed
    }
    return differences.filter(({ color }) => unfollowed.includes(color))
  }
}
