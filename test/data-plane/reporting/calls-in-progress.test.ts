import { expect, it } from 'vitest'
import { CallsInProgress } from '../../../src/data-plane/reporting/calls-in-progress.ts'

const NOW = 1_000_500

it('a summary counts the calls of a release by what they wait for, by age and by caller', () => {
  const calls = new CallsInProgress()
  const cohort = { color: 'green', release: 'v2', route: 'other' } as const
  const waiting = calls.start({ ...cohort, slice: 999, caller: 1 }, 'POST /x', NOW, NOW)
  const uploading = calls.start({ ...cohort, slice: 1_000, caller: 1 }, 'POST /x', NOW, NOW)
  const answering = calls.start({ ...cohort, slice: 990, caller: 2 }, 'POST /x', NOW, NOW)
  const blue = { ...cohort, color: 'blue', release: 'v1' } as const
  calls.start({ ...blue, slice: 1_000, caller: 3 }, 'POST /x', NOW, NOW)
  waiting.sentAt = NOW - 700
  answering.sentAt = NOW - 9_000
  answering.isWaiting = false

  const [green, other] = calls.summary(NOW)

  expect(uploading.sentAt).toBeUndefined()
  expect(green).toEqual({
    color: 'green',
    release: 'v2',
    waiting: 2,
    answering: 1,
    oldestWaitingMs: 700,
    starts: {
      slice: 1_000,
      byAge: [1, 1, 0, 1, 0, 0, 0, 0],
      byCaller: [
        { caller: 1, route: 'other', calls: 2 },
        { caller: 2, route: 'other', calls: 1 },
      ],
    },
  })
  expect(other).toMatchObject({ color: 'blue', release: 'v1', waiting: 1, oldestWaitingMs: 0 })
})
