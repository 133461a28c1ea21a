import { expect, it } from 'vitest'
import {
  callsPoint,
  decisionPoint,
  withReportedCalls,
} from '../../../src/core/metrics/data-points.ts'
import { tally } from '../../support/evidence.ts'
import { idle } from '../../support/rollouts.ts'

const times = {
  color: 'green',
  release: 'v2',
  route: 'other',
  firstByte: { buckets: [[10, 2]], sumMs: 19 },
  duration: { buckets: [], sumMs: 0 },
} as const

it('adds up the calls of reports, one entry for each release', () => {
  const first = withReportedCalls([], { tallies: [tally(), tally({ fault: 1 })], times: [times] })
  const both = withReportedCalls(first, { tallies: [tally(), tally({ release: 'v3', slow: 1 })] })

  expect(both).toEqual([
    { color: 'green', release: 'v2', numbers: [2, 1, 0, 0, 0, 0, 2, 19] },
    { color: 'green', release: 'v3', numbers: [1, 0, 0, 0, 0, 1, 0, 0] },
  ])
})

it('has no entry for calls that have only started', () => {
  const started = tally({ started: 3, success: 0 })

  expect(withReportedCalls([], { tallies: [started] })).toEqual([])
})

it('puts calls and decisions into points of one index', () => {
  const calls = { color: 'green', release: 'v2', numbers: [2, 1] } as const

  expect(callsPoint('chat', calls)).toEqual({
    indexes: ['chat'],
    blobs: ['calls', 'chat', 'green', 'v2'],
    doubles: [2, 1],
  })
  expect(decisionPoint('chat', idle({ action: 'rollback' }))).toEqual({
    indexes: ['chat'],
    blobs: ['decision', 'chat', 'blue', 'v1', 'rollback', 'people'],
    doubles: [7],
  })
})
