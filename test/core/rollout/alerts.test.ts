import { describe, expect, it } from 'vitest'
import { afterLook, type Alert, type Condition } from '../../../src/core/rollout/alerts.ts'
import type { AlertCode } from '../../../src/core/rollout/alert-codes.ts'

function holds(code: AlertCode, message = 'because'): Condition {
  return { code, holds: true, message }
}

function isOver(code: AlertCode): Condition {
  return { code, holds: false }
}

const stale: Alert = { code: 'kv_stale', message: 'because', since: 1_000 }

describe('afterLook', () => {
  it('raises what holds, worst first, with the time of the look', () => {
    const { alerts, raised, cleared } = afterLook([stale], [holds('live_faulty')], 2_000)

    const faulty = { code: 'live_faulty', message: 'because', since: 2_000 }
    expect(alerts).toEqual([faulty, stale])
    expect(raised).toEqual([faulty])
    expect(cleared).toEqual([])
  })

  it('clears what is over and keeps the others', () => {
    const before = [{ ...stale, code: 'live_faulty' as const }, stale]

    const { alerts, raised, cleared } = afterLook(before, [isOver('live_faulty')], 2_000)

    expect([alerts, raised]).toEqual([[stale], []])
    expect(cleared).toEqual([before[0]])
  })

  it('changes nothing when it looks again', () => {
    const before = [stale]

    const again = afterLook(before, [holds('kv_stale'), isOver('live_faulty')], 9_000)

    expect(again.alerts).toBe(before)
    expect([again.raised, again.cleared]).toEqual([[], []])
  })

  it('keeps an alert that it did not look at', () => {
    expect(afterLook([stale], [], 9_000).alerts).toEqual([stale])
  })

  it('follows the message of an alert without raising it again', () => {
    const { alerts, raised } = afterLook([stale], [holds('kv_stale', 'still')], 9_000)

    expect(alerts).toEqual([{ ...stale, message: 'still' }])
    expect(raised).toEqual([])
  })
})
