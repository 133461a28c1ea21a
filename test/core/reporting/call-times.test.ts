import { expect, it } from 'vitest'
import { mergeCallTimes, type CallTimes } from '../../../src/core/reporting/call-times.ts'
import { mergeAttempts } from '../../../src/core/reporting/second-attempts.ts'

const none = { buckets: [], sumMs: 0 }
const part: CallTimes = {
  color: 'green',
  release: 'v2',
  route: 'other',
  firstByte: { buckets: [[3, 2]], sumMs: 4 },
  duration: none,
}

it('adds up times by release and route class', () => {
  const firstByte = {
    buckets: [
      [3, 1],
      [60, 4],
    ],
    sumMs: 9,
  } as const
  const duration = { buckets: [[7, 1]], sumMs: 5 } as const
  const other = { ...part, release: 'v3' }

  expect(mergeCallTimes([part, { ...part, firstByte, duration }, other])).toEqual([
    {
      ...part,
      firstByte: {
        buckets: [
          [3, 3],
          [60, 4],
        ],
        sumMs: 13,
      },
      duration,
    },
    other,
  ])
})

it('adds up second attempts by kind, color and result', () => {
  const attempt = { kind: 'failover', color: 'blue', outcome: 'success', calls: 1 } as const
  const check = { ...attempt, kind: 'contract_check' } as const

  expect(mergeAttempts([attempt, check, { ...attempt, calls: 2 }])).toEqual([
    { ...attempt, calls: 3 },
    check,
  ])
})
