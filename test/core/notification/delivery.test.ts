import { describe, expect, it } from 'vitest'
import {
  afterAttempt,
  dueDeliveries,
  failedLately,
  MAX_IN_FLIGHT,
  nextDeliveryAt,
  surplusOf,
  type AttemptEnd,
  type Delivery,
} from '../../../src/core/notification/delivery.ts'
import { MAX_ATTEMPTS } from '../../../src/core/notification/retry.ts'

function delivery(overrides: Partial<Delivery> = {}): Delivery {
  const { number = 1 } = overrides
  return {
    number,
    id: `msg_${number}`,
    receiver: 'ops',
    type: 'rollout.started',
    thread: `msg_${number}`,
    createdAt: 1_000,
    attempts: [],
    state: 'pending',
    at: 1_000,
    ...overrides,
  }
}

const refused: AttemptEnd = { kind: 'failed', result: 'answered 500' }
const idle = new Map<number, number>()

function numbersOf(deliveries: readonly Delivery[]): readonly number[] {
  return deliveries.map(({ number }) => number)
}

describe('afterAttempt', () => {
  it('lists each attempt, and keeps the id', () => {
    const twice = afterAttempt(afterAttempt(delivery(), refused, 2_000), refused, 7_000)

    const delivered = afterAttempt(twice, { kind: 'delivered', result: 'answered 200' }, 307_000)

    expect(twice).toMatchObject({ state: 'pending', at: 307_000 })
    expect(delivered).toMatchObject({ id: 'msg_1', state: 'delivered', at: 307_000 })
    expect(delivered.attempts).toEqual([
      { at: 2_000, result: 'answered 500' },
      { at: 7_000, result: 'answered 500' },
      { at: 307_000, result: 'answered 200' },
    ])
  })

  it('gives up after the last attempt of the schedule', () => {
    let last = delivery()
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) last = afterAttempt(last, refused, 0)

    expect(last.state).toBe('pending')
    expect(afterAttempt(last, refused, 9_000)).toMatchObject({ state: 'failed', at: 9_000 })
  })

  it('gives up at once when the receiver is gone', () => {
    const gone = { kind: 'gone', result: 'answered 410' } as const

    expect(afterAttempt(delivery(), gone, 2_000)).toMatchObject({ state: 'failed', at: 2_000 })
  })

  it('waits as long as the receiver asks for', () => {
    const busy = { ...refused, retryAfterMs: 60_000 }

    expect(afterAttempt(delivery(), busy, 2_000)).toMatchObject({ state: 'pending', at: 62_000 })
  })
})

describe('dueDeliveries', () => {
  it('are one for each receiver, oldest first, and few in all', () => {
    const all = [
      delivery({ number: 1 }),
      delivery({ number: 2 }),
      delivery({ number: 3, receiver: 'hook' }),
      delivery({ number: 4, receiver: 'pager' }),
    ]

    expect(numbersOf(dueDeliveries(all, idle, 1_000))).toEqual([1, 3])
    expect(MAX_IN_FLIGHT).toBe(2)
  })

  it('leave out receivers that are being notified', () => {
    const all = [delivery({ number: 1 }), delivery({ number: 2 }), delivery({ number: 3 })]

    expect(dueDeliveries(all, new Map([[1, 500]]), 1_000)).toEqual([])
  })

  it('leave out what is not due yet', () => {
    expect(dueDeliveries([delivery({ at: 1_001 })], idle, 1_000)).toEqual([])
  })

  it('do not wait for an older message that failed', () => {
    const all = [delivery({ number: 1, at: 9_000 }), delivery({ number: 2 })]

    expect(numbersOf(dueDeliveries(all, idle, 1_000))).toEqual([2])
  })

  it('wait for an older message of their thread and receiver', () => {
    const thread = 'alert/live_faulty'
    const all = [
      delivery({ number: 1, thread, at: 9_000 }),
      delivery({ number: 2, thread }),
      delivery({ number: 3, thread, receiver: 'hook' }),
    ]

    expect(numbersOf(dueDeliveries(all, idle, 1_000))).toEqual([3])
  })
})

describe('nextDeliveryAt', () => {
  it('is the time of the next attempt', () => {
    const all = [delivery({ at: 9_000 }), delivery({ number: 2, at: 8_000, state: 'failed' })]

    expect(nextDeliveryAt(all, idle, 1_000)).toBe(9_000)
    expect(nextDeliveryAt([], idle, 1_000)).toBeUndefined()
  })

  it('is after the deadline of an attempt that is under way, and never now', () => {
    expect(nextDeliveryAt([delivery()], new Map([[1, 2_000]]), 3_000)).toBe(17_000)
    expect(nextDeliveryAt([delivery()], idle, 3_000)).toBe(4_000)
  })
})

describe('surplusOf', () => {
  it('forgets the oldest ended ones and gives the oldest pending ones up', () => {
    const all = Array.from({ length: 300 }, (_, index) =>
      delivery({ number: index, state: index % 3 === 0 ? 'failed' : 'pending' })
    )
    all.push(...Array.from({ length: 10 }, (_, index) => delivery({ number: 300 + index })))

    const { forget, giveUp } = surplusOf(all)

    expect([forget.length, giveUp.length]).toEqual([50, 10])
    expect([forget[0]?.number, giveUp[0]?.number]).toEqual([0, 1])
  })
})

describe('failedLately', () => {
  const failed = delivery({ state: 'failed', at: 2_000 })

  it('are the deliveries that were given up in the last day', () => {
    expect(failedLately([failed, delivery()], 3_000)).toEqual([failed])
    expect(failedLately([failed], 86_402_000)).toEqual([])
  })

  it('are none of a receiver that has taken a message since', () => {
    const delivered = delivery({ number: 2, state: 'delivered', at: 2_500 })

    expect(failedLately([failed, delivered], 3_000)).toEqual([])
    expect(failedLately([failed, { ...delivered, receiver: 'hook' }], 3_000)).toEqual([failed])
  })
})
