import { nextAttemptAt } from './retry.ts'

/** An attempt to deliver a message, and what came back. */
export interface Attempt {
  readonly at: number
  /** For people, such as "answered 500". */
  readonly result: string
}

/** A message on its way to one receiver. */
export interface Delivery {
  /** Number of the delivery: the oldest is the lowest. */
  readonly number: number
  /** Id of the message, the same for all receivers and attempts. */
  readonly id: string
  readonly receiver: string
  readonly type: string
  /** Messages of one thread arrive in order: the end of an alert never before its beginning. */
  readonly thread: string
  readonly createdAt: number
  readonly attempts: readonly Attempt[]
  readonly state: 'pending' | 'delivered' | 'failed'
  /** Time of the next attempt, or of the end. */
  readonly at: number
}

/** What came back from an attempt. */
export type AttemptEnd =
  | { readonly kind: 'delivered'; readonly result: string }
  /** The receiver wants no more attempts. */
  | { readonly kind: 'gone'; readonly result: string }
  | {
      readonly kind: 'failed'
      readonly result: string
      readonly retryAfterMs?: number | undefined
    }

/** Returns a delivery after an attempt: delivered, given up, or with the time of the next attempt. */
export function afterAttempt(delivery: Delivery, end: AttemptEnd, now: number): Delivery {
  const attempts = [...delivery.attempts, { at: now, result: end.result }]
  if (end.kind === 'delivered') return { ...delivery, attempts, state: 'delivered', at: now }
  const wait = end.kind === 'failed' ? end.retryAfterMs : undefined
  const next = end.kind === 'gone' ? undefined : nextAttemptAt(attempts.length, wait, now)
  if (next === undefined) return { ...delivery, attempts, state: 'failed', at: now }
  return { ...delivery, attempts, at: next }
}

/** Returns a delivery that is given up without an attempt. */
export function givenUp(delivery: Delivery, result: string, now: number): Delivery {
  return afterAttempt(delivery, { kind: 'gone', result }, now)
}

/** Attempts at the same time: KV and probes share the six connections of an invocation. */
export const MAX_IN_FLIGHT = 2

/** The deliveries that are under way, by number, with the time of their start. */
export type InFlight = ReadonlyMap<number, number>

/** Returns the deliveries to attempt now: one for each receiver, and few in all. */
export function dueDeliveries(
  deliveries: readonly Delivery[],
  inFlight: InFlight,
  now: number
): readonly Delivery[] {
  const busy = new Set(
    deliveries.filter(({ number }) => inFlight.has(number)).map(({ receiver }) => receiver)
  )
  const due: Delivery[] = []
  for (const delivery of unblocked(deliveries)) {
    if (inFlight.size + due.length >= MAX_IN_FLIGHT) break
    if (delivery.at > now || busy.has(delivery.receiver)) continue
    busy.add(delivery.receiver)
    due.push(delivery)
  }
  return due
}

/** Time after which an attempt that has left no trace is made again, after an eviction. */
const LOST_ATTEMPT_MS = 15_000

/** Least time until an alarm: an end of an attempt starts what waits for it sooner. */
const LEAST_ALARM_MS = 1_000

/** Returns the time at which a delivery needs an alarm; undefined when none does. */
export function nextDeliveryAt(
  deliveries: readonly Delivery[],
  inFlight: InFlight,
  now: number
): number | undefined {
  const times = unblocked(deliveries).map(({ number, at }) => {
    const startedAt = inFlight.get(number)
    return startedAt === undefined ? at : startedAt + LOST_ATTEMPT_MS
  })
  return times.length === 0 ? undefined : Math.max(now + LEAST_ALARM_MS, Math.min(...times))
}

/** The pending deliveries that are the oldest of their thread. */
function unblocked(deliveries: readonly Delivery[]): readonly Delivery[] {
  const threads = new Set<string>()
  return deliveries.filter(({ state, receiver, thread }) => {
    const key = `${receiver}\n${thread}`
    if (state !== 'pending' || threads.has(key)) return false
    threads.add(key)
    return true
  })
}

/** Ended deliveries that are kept to be shown, and pending ones that are kept at all. */
const MAX_ENDED = 50
const MAX_PENDING = 200

/** Returns the deliveries that are too many: ended ones to forget, pending ones to give up; oldest first. */
export function surplusOf(deliveries: readonly Delivery[]): {
  readonly forget: readonly Delivery[]
  readonly giveUp: readonly Delivery[]
} {
  const pending = deliveries.filter(({ state }) => state === 'pending')
  const ended = deliveries.filter(({ state }) => state !== 'pending')
  return {
    forget: ended.slice(0, Math.max(0, ended.length - MAX_ENDED)),
    giveUp: pending.slice(0, Math.max(0, pending.length - MAX_PENDING)),
  }
}

/** Time for which a delivery that was given up is alerted on, in milliseconds. */
const FAILED_MS = 86_400_000

/** Returns the deliveries that were given up lately, and since which their receiver took nothing. */
export function failedLately(deliveries: readonly Delivery[], now: number): readonly Delivery[] {
  return deliveries.filter(
    (delivery) =>
      delivery.state === 'failed' &&
      now - delivery.at < FAILED_MS &&
      !deliveries.some(
        ({ state, receiver, at }) =>
          state === 'delivered' && receiver === delivery.receiver && at > delivery.at
      )
  )
}
