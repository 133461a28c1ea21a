import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS, nextAttemptAt, retryAfterMs } from '../../../src/core/notification/retry.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('nextAttemptAt', () => {
  it('follows the schedule of Standard Webhooks, and then gives up', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) =>
      nextAttemptAt(index + 1, undefined, 0)
    )

    const hours = [2, 5, 10, 14, 20, 24].map((hour) => hour * HOUR)
    expect(waits).toEqual([5_000, 5 * MINUTE, 30 * MINUTE, ...hours, undefined])
  })

  it('waits as long as the receiver asks for, a day at most, and never shorter', () => {
    expect(nextAttemptAt(1, HOUR, 1_000)).toBe(1_000 + HOUR)
    expect(nextAttemptAt(1, 1_000 * HOUR, 1_000)).toBe(1_000 + 24 * HOUR)
    expect(nextAttemptAt(2, 1, 1_000)).toBe(1_000 + 5 * MINUTE)
  })
})

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', MINUTE],
    ['Thu, 01 Jan 2025 00:01:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j ms', (field, ms) => {
    expect(retryAfterMs(field, now)).toBe(ms)
  })
})
