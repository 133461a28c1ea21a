import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ageText, elapsed, isStale } from '../../src/page/logic/data-age.ts'
import { nextPollMs, retryAfterMsOf, retryMs } from '../../src/page/logic/poll-delay.ts'
import { addressOf, modelInQuery } from '../../src/page/logic/screen-address.ts'
import { withVisibleTexts } from '../../src/page/logic/visible-text.ts'
import { clockOf } from '../../src/core/time-span.ts'
import { localTimeOf, relativeTo } from '../../src/page/logic/time-words.ts'
import { percentOf } from '../../src/page/logic/number-words.ts'

it('is stale above ten seconds', () => {
  expect(isStale(10_000)).toBe(false)
  expect(isStale(10_001)).toBe(true)
})

it('takes the larger age when a clock was set or stood still in sleep', () => {
  const seen = { monotonic: 1_000, wall: 50_000 }

  expect(elapsed(seen, { monotonic: 1_500, wall: 90_000 })).toBe(40_000)
  expect(elapsed(seen, { monotonic: 9_000, wall: 10_000 })).toBe(8_000)
  expect(elapsed(seen, { monotonic: 900, wall: 40_000 })).toBe(0)
})

it.each([
  [0, '0.0 s'],
  [449, '0.4 s'],
  [9_999, '9.9 s'],
  [10_000, '10 s'],
  [119_999, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
])('shows an age of %i ms as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text)
})

it('asks often while something is under way, and seldom for many models at rest', () => {
  const pace = { isModelOpen: true, isUnderWay: true, models: 3 }

  expect(nextPollMs(pace)).toBe(1_000)
  expect(nextPollMs({ ...pace, isUnderWay: false })).toBe(2_000)
  expect(nextPollMs({ ...pace, isUnderWay: false, isModelOpen: false })).toBe(4_000)
  expect(nextPollMs({ ...pace, models: 150 })).toBe(3_000)
  expect(nextPollMs({ ...pace, models: 900 })).toBe(5_000)
})

it('waits longer with each failure, with jitter, at most 30 s, and as long as the router asks', () => {
  expect([retryMs(1, 0), retryMs(1, 0.5), retryMs(2, 0), retryMs(3, 0)]).toEqual([
    500, 750, 1_000, 2_000,
  ])
  expect(retryMs(1, 0, 4_000)).toBe(4_000)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const ms = retryMs(n, r)
        return ms >= 500 && ms <= 30_000
      }
    )
  )
})

it('reads retry-after in seconds', () => {
  expect(retryAfterMsOf('16')).toBe(16_000)
  expect(retryAfterMsOf(null)).toBe(0)
  expect(retryAfterMsOf('Thu, 26 Nov 2026 03:04:05 GMT')).toBe(0)
})

it('keeps the model in the query of the address', () => {
  expect(modelInQuery('?model=bge%2Fsmall')).toBe('bge/small')
  expect(modelInQuery('')).toBeUndefined()
  expect(modelInQuery('?model=')).toBeUndefined()
  expect(addressOf(undefined)).toBe('/admin')
  expect(addressOf('a&b')).toBe('/admin?model=a%26b')
})

it('makes hidden characters visible at any depth', () => {
  const answer = { models: [{ reason: 'a\u001b[31m\u202eb', weight: 5, plan: null }] }

  expect(withVisibleTexts(answer)).toEqual({
    models: [{ reason: 'a\\u{1b}[31m\\u{202e}b', weight: 5, plan: null }],
  })
})

it('shows times in the zone of the reader, with the date when it is not of today', () => {
  const at = Date.UTC(2026, 10, 26, 3, 4, 5)

  expect(localTimeOf(at, at + 60_000, 'Europe/Berlin')).toBe('04:04:05 CET')
  expect(localTimeOf(at, at + 86_400_000, 'UTC')).toBe('2026-11-26 03:04:05 UTC')
})

it('shows relative times, clocks and shares', () => {
  expect(relativeTo(10_000, 9_000)).toBe('just now')
  expect(relativeTo(400_000, 9_000)).toBe('6 min ago')
  expect(relativeTo(0, 7_200_000)).toBe('in 2 h')
  expect(clockOf(3_605_000)).toBe('1:00:05')
  expect([0, 0.00004, 0.0017, 0.355].map(percentOf)).toEqual([
    '0 %',
    '< 0.01 %',
    '0.17 %',
    '35.5 %',
  ])
})
