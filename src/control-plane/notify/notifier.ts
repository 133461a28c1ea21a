import {
  afterAttempt,
  dueDeliveries,
  failedLately,
  givenUp,
  nextDeliveryAt,
  surplusOf,
  type Delivery,
} from '../../core/notification/delivery.ts'
import { notificationOf } from '../../core/notification/notification.ts'
import { wordsOf } from '../../core/notification/notification-words.ts'
import { isWanted, receiverProblemOf, type Receiver } from '../../core/notification/receiver.ts'
import type { HistoryEntry } from '../../core/rollout/history-entry.ts'
import type { ChainHead } from '../../core/rollout/history-chain.ts'
import type { RolloutRecord } from '../../core/rollout/rollout-records.ts'
import { log } from '../../platform/log.ts'
import { DeliveryStore } from './delivery-store.ts'
import { sendNotification } from './send-notification.ts'

interface Notifying {
  readonly sql: SqlStorage
  readonly secrets: Env
  readonly model: string
  readonly receivers: readonly Receiver[]
  /** Called when there is something to send, or the time of the next attempt has changed. */
  readonly onChange: () => void
}

/** The rollout that a decision belongs to. */
export interface DecisionContext {
  readonly isRolling: boolean
  readonly rollout: () => RolloutRecord | undefined
  /** The head of the history, with the decision in it. */
  readonly history: ChainHead | null
}

/** Tells receivers about decisions: stored with the decision, sent afterwards, and repeated by the alarm. */
export class Notifier {
  readonly #notifying: Notifying
  readonly #store: DeliveryStore
  /** Oldest first, as they are stored. */
  #deliveries: readonly Delivery[]
  /** Start of each attempt that is under way, by number of the delivery. In memory only. */
  readonly #inFlight = new Map<number, number>()

  constructor(notifying: Notifying) {
    this.#notifying = notifying
    this.#store = new DeliveryStore(notifying.sql)
    this.#deliveries = this.#store.all()
  }

  /** Stores the messages about a decision. Nothing is sent before the caller has stored the decision too. */
  add(entry: HistoryEntry, { isRolling, rollout, history }: DecisionContext): void {
    const { model, receivers, onChange } = this.#notifying
    const words = wordsOf(entry, isRolling)
    const [word] = words
    const wanting = receivers.filter((receiver) => isWanted(receiver, model, words))
    if (word === undefined || wanting.length === 0) return
    const id = `msg_${crypto.randomUUID()}`
    const notification = notificationOf(model, word, entry, {
      rollout: rollout(),
      history: history ?? undefined,
    })
    const { alert, at } = entry
    const thread = alert === undefined ? id : `alert/${alert}`
    const { type } = notification
    const message = { id, type, thread, createdAt: at, attempts: [], state: 'pending', at } as const
    const added = wanting.map(({ name: receiver }) =>
      this.#store.add({ ...message, receiver }, notification)
    )
    this.#deliveries = [...this.#deliveries, ...added]
    this.#bound(at)
    onChange()
  }

  /** Attempts what is due, and then what the ends of the attempts make possible. Never throws. */
  async sendDue(now: number): Promise<void> {
    const due = dueDeliveries(this.#deliveries, this.#inFlight, now)
    for (const { number } of due) this.#inFlight.set(number, now)
    await Promise.all(due.map((delivery) => this.#attempt(delivery)))
  }

  /** Returns the time at which an alarm must send something; undefined when nothing is pending. */
  nextAt(now: number): number | undefined {
    return nextDeliveryAt(this.#deliveries, this.#inFlight, now)
  }

  /** Returns the deliveries that are pending or were given up, newest first. */
  get open(): readonly Delivery[] {
    return this.#deliveries.filter(({ state }) => state !== 'delivered').toReversed()
  }

  /** Returns what did not arrive lately, by receiver and reason. */
  failedLately(now: number): readonly string[] {
    return failedLately(this.#deliveries, now).map(
      ({ receiver, attempts }) => `${receiver}: ${attempts.at(-1)?.result}`
    )
  }

  /** Returns why receivers of this model cannot be notified. */
  get problems(): readonly string[] {
    const { model, receivers, secrets } = this.#notifying
    return receivers
      .filter(({ models }) => models?.includes(model) ?? true)
      .map((receiver) => receiverProblemOf(receiver, secrets))
      .filter((problem) => problem !== undefined)
  }

  async #attempt(delivery: Delivery): Promise<void> {
    try {
      this.#replace(await this.#ended(delivery))
    } finally {
      this.#inFlight.delete(delivery.number)
    }
    this.#bound(Date.now())
    this.#notifying.onChange()
  }

  async #ended(delivery: Delivery): Promise<Delivery> {
    const { receivers, secrets, model } = this.#notifying
    const { id, receiver: name } = delivery
    const receiver = receivers.find((one) => one.name === name)
    if (receiver === undefined) return givenUp(delivery, 'no longer configured', Date.now())
    const notification = this.#store.notificationOf(delivery)
    const end = await sendNotification(receiver, { id, notification }, secrets)
    const ended = afterAttempt(delivery, end, Date.now())
    const attempts = ended.attempts.length
    const line = { model, receiver: name, id, type: delivery.type, result: end.result, attempts }
    if (end.kind !== 'delivered') log('notification_failed', { ...line, state: ended.state })
    return ended
  }

  #replace(ended: Delivery): void {
    this.#store.replace(ended)
    this.#deliveries = this.#deliveries.map((one) => (one.number === ended.number ? ended : one))
  }

  /** Forgets the oldest ended deliveries, and gives up the oldest of far too many. */
  #bound(now: number): void {
    const { forget, giveUp } = surplusOf(this.#deliveries)
    for (const delivery of giveUp) {
      this.#replace(givenUp(delivery, 'too many others are pending', now))
    }
    for (const delivery of forget) this.#store.remove(delivery)
    if (forget.length === 0) return
    this.#deliveries = this.#deliveries.filter((one) => !forget.includes(one))
  }
}
