import { colors, type Color } from '../../core/routing/color.ts'
import { isSameSlot, type Slot } from '../../core/routing/slot.ts'
import {
  dueProbeOf,
  isFresh,
  probeOf,
  resultOf,
  type ProbeResult,
  type ProbeResults,
} from '../../core/rollout/stable-probe.ts'
import type { Switch } from '../../core/rollout/events.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Model } from '../../core/routing/model.ts'
import type { OperatorCommand, SwitchCommand } from './command.ts'
import { answersProbe } from './probe.ts'
import type { Store } from './store.ts'

interface Running {
  readonly slot: Slot
  readonly isReady: Promise<boolean>
}

/** Probes the releases, and remembers the last result of each color. */
export class Probes {
  readonly #store: Store
  readonly #env: Env
  readonly #model: Model
  readonly #running = new Map<Color, Running>()
  #last: ProbeResults
  /** Ends with the probe that the last decision started. */
  #due = Promise.resolve()

  constructor(store: Store, env: Env, model: Model) {
    this.#store = store
    this.#env = env
    this.#model = model
    this.#last = store.readState('probes') ?? {}
  }

  /** Returns the last result for the color to go back to; undefined when there is none. */
  of(rollout: Rollout, now: number): ProbeResult | undefined {
    return probeOf(rollout, this.#last, now)
  }

  /** Returns a switch with the results of the last probes of the releases that stand now. */
  withProbes(command: SwitchCommand, { slots }: Rollout): Switch {
    const isReady = (color: Color) => resultOf(slots[color], color, this.#last)?.ready === true
    return { ...command, ready: { blue: isReady('blue'), green: isReady('green') } }
  }

  /** Resolves when the probe of the last decision has ended. */
  get probed(): Promise<void> {
    return this.#due
  }

  /** Starts the probe that a decision makes due. */
  probeSoon(rollout: Rollout, now: number): Promise<void> {
    this.#due = this.probeIfDue(rollout, now)
    return this.#due
  }

  /** Probes when the schedule requires it. Resolves when a probe of that color has ended. */
  async probeIfDue(rollout: Rollout, now: number): Promise<void> {
    const color = dueProbeOf(rollout, this.#last, now)
    if (color !== undefined) await this.#probe(color, rollout.slots[color])
  }

  /**
   * Probes both colors at once before a switch that depends on it. A rollback never waits for a
   * probe, nor does a switch by force.
   */
  async probeBefore(command: OperatorCommand, rollout: Rollout): Promise<void> {
    if (command.type !== 'switch' || command.force !== undefined) return
    if (rollout.phase !== 'idle' || command.to === rollout.stable) return
    await Promise.all(colors.map((color) => this.#probe(color, rollout.slots[color])))
  }

  /** Whether a color can take traffic, by a current result or by a new probe. */
  async isReady(color: Color, { slots }: Rollout, now: number): Promise<boolean> {
    const known = resultOf(slots[color], color, this.#last)
    if (known !== undefined && isFresh(known, now)) return known.ready
    return this.#probe(color, slots[color])
  }

  /** Concurrent calls share one probe of a release. */
  #probe(color: Color, slot: Slot): Promise<boolean> {
    const running = this.#running.get(color)
    if (running !== undefined && isSameSlot(running.slot, slot)) return running.isReady
    const started = { slot, isReady: this.#send(color, slot) }
    this.#running.set(color, started)
    return started.isReady.finally(() => {
      if (this.#running.get(color) === started) this.#running.delete(color)
    })
  }

  async #send(color: Color, slot: Slot): Promise<boolean> {
    const ready = await answersProbe(this.#env, this.#model, color, slot)
    this.#last = { ...this.#last, [color]: { slot, ready, at: Date.now() } }
    this.#store.writeState('probes', this.#last)
    return ready
  }
}
