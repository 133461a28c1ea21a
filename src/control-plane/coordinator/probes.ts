import { isSameSlot, type Slot } from '../../core/routing/pointer.ts'
import { isFresh, isProbeDue, probeOf, type ProbeResult } from '../../core/rollout/stable-probe.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { answersProbe } from './probe.ts'
import type { Store } from './store.ts'

interface Running {
  readonly slot: Slot
  readonly isReady: Promise<boolean>
}

/** Probes the color to go back to, and remembers the last result. */
export class Probes {
  readonly #store: Store
  #last: ProbeResult | undefined
  #running: Running | undefined

  constructor(store: Store) {
    this.#store = store
    this.#last = store.readState('probe')
  }

  /** Returns the last result for the color to go back to; undefined when idle. */
  of(rollout: Rollout): ProbeResult | undefined {
    return probeOf(rollout, this.#last)
  }

  /** Probes when the schedule requires it. Resolves when a probe of that color has ended. */
  async probeIfDue(rollout: Rollout, now: number): Promise<void> {
    if (isProbeDue(rollout, this.#last, now)) await this.#probe(rollout.slots[rollout.stable])
  }

  /** Whether the color to go back to can take traffic, by a current result or by a new probe. */
  async isReady(rollout: Rollout, now: number): Promise<boolean> {
    const known = this.of(rollout)
    if (known !== undefined && isFresh(known, now)) return known.ready
    return this.#probe(rollout.slots[rollout.stable])
  }

  /** Concurrent calls share one probe of a release. */
  #probe(slot: Slot): Promise<boolean> {
    const running = this.#running
    if (running !== undefined && isSameSlot(running.slot, slot)) return running.isReady
    const started = { slot, isReady: this.#send(slot) }
    this.#running = started
    return started.isReady.finally(() => {
      if (this.#running === started) this.#running = undefined
    })
  }

  async #send(slot: Slot): Promise<boolean> {
    const ready = await answersProbe(slot)
    this.#last = { slot, ready, at: Date.now() }
    this.#store.writeState('probe', this.#last)
    return ready
  }
}
