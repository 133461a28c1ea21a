import { expect, it } from 'vitest'
import { bucketOf } from '../../../src/core/reporting/log-histogram.ts'
import { TimesBuffer } from '../../../src/data-plane/reporting/times-buffer.ts'

const cohort = { color: 'green', release: 'v2', slice: 1, caller: 1, route: 'other' } as const
const route = { color: 'green', release: 'v2', route: 'other' } as const

it('counts the times of a route, and returns them once', () => {
  const times = new TimesBuffer()
  times.add('firstByte', cohort, 20)
  times.add('firstByte', { ...cohort, slice: 2, caller: 7 }, 20)
  times.add('duration', cohort, 300)

  const firstByte = { buckets: [[bucketOf(20), 2]], sumMs: 40 }
  const duration = { buckets: [[bucketOf(300), 1]], sumMs: 300 }
  expect(times.take()).toEqual([{ ...route, firstByte, duration }])
  expect(times.take()).toEqual([])
})

it('counts a time that a clock set back made negative as none', () => {
  const times = new TimesBuffer()
  times.add('duration', cohort, -500)

  expect(times.take()).toMatchObject([{ duration: { buckets: [[0, 1]], sumMs: 0 } }])
})
