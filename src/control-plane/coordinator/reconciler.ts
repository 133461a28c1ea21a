import {
  KV_POLL_MS,
  nextAlarmAt,
  otherAlarmAt,
  type OtherWork,
} from '../../core/rollout/next-alarm.ts'
import type { KvRead } from '../../platform/kv-pointer.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Publisher } from './publisher.ts'
import type { RolloutState } from './rollout-state.ts'

/** Longest wait for KV before an answer, in ms: the alarm publishes a stored decision again. */
export const PUBLISH_WAIT_MS = 3_000

interface Hooks {
  /** Called with what KV holds. */
  readonly onRead: (read: KvRead, now: number) => void
  /** Returns the other work that needs alarms. */
  readonly otherWork: (now: number) => OtherWork
}

/** Keeps KV and the alarm in step with the stored rollout. The next alarm retries failed work. */
export class Reconciler {
  readonly #ctx: DurableObjectState
  readonly #publisher: Publisher
  readonly #state: RolloutState
  readonly #hooks: Hooks
  #syncedAt = 0
  /** Ends with the publishing that the last decision started, whether or not KV took it. */
  #publishing = Promise.resolve()

  constructor(ctx: DurableObjectState, publisher: Publisher, state: RolloutState, hooks: Hooks) {
    this.#ctx = ctx
    this.#publisher = publisher
    this.#state = state
    this.#hooks = hooks
  }

  /** Resolves when the pointer of the last decision was written, or the write failed. */
  get published(): Promise<void> {
    return this.#publishing
  }

  /** Reads KV, and passes on its pointer. */
  async sync(now: number): Promise<void> {
    this.#syncedAt = now
    const read = await this.#publisher.syncFromKv(this.#state.pointer, now)
    if (read !== undefined) this.#hooks.onRead(read, now)
    if (this.#publisher.kvState(this.#state.pointer) !== 'visible') await this.setAlarm()
  }

  /** Reads KV in the background when the last read was some time ago, or in the future. */
  syncIfDue(now: number): void {
    if (Math.abs(now - this.#syncedAt) >= KV_POLL_MS) this.#ctx.waitUntil(this.sync(now))
  }

  publishSoon(): void {
    this.#publishing = this.setAlarm().then(() => this.publish())
    this.#ctx.waitUntil(this.#publishing)
  }

  /** Writes a pending pointer into KV. Reads KV before, to adopt a newer one, and afterwards. */
  async publish(): Promise<void> {
    if (this.#publisher.kvState(this.#state.pointer) !== 'pending') return
    await this.sync(Date.now())
    await this.#publisher.publish(() => this.#state.pointer)
    await this.sync(Date.now())
  }

  /** Sends notifications once the alarm is set and KV has the pointer, or has had its time. */
  notifySoon(notifier: Notifier): void {
    const ready = this.setAlarm().then(() => withTimeout(PUBLISH_WAIT_MS, this.#publishing))
    this.#ctx.waitUntil(ready.then(() => notifier.sendDue(Date.now())))
  }

  async setAlarm(): Promise<void> {
    const kvState = this.#publisher.kvState(this.#state.pointer)
    const now = Date.now()
    const next = nextAlarmAt(this.#state.rollout, kvState, now)
    const at = Math.min(next ?? Infinity, otherAlarmAt(this.#hooks.otherWork(now), now) ?? Infinity)
    if (at !== Infinity) await this.#ctx.storage.setAlarm(at)
  }
}
