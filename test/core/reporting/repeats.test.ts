import { expect, it } from 'vitest'
import {
  mergeRepeats,
  repeatResultOf,
  type RepeatCounts,
} from '../../../src/core/reporting/repeats.ts'
import { parseReport } from '../../../src/core/reporting/parse-report.ts'

const one: RepeatCounts = {
  color: 'blue',
  release: 'v1',
  slice: 7,
  caller: 3,
  answered: 2,
  failed: 1,
}

it('counts an answer below 400, and failures of the origin', () => {
  expect(repeatResultOf(200)).toBe('answered')
  expect(repeatResultOf(500)).toBe('failed')
  expect(repeatResultOf(503)).toBe('failed')
  expect(repeatResultOf('unreachable')).toBe('failed')
})

it('counts no refusal, no busy answer and no time-out', () => {
  expect(repeatResultOf(400)).toBeUndefined()
  expect(repeatResultOf(429)).toBeUndefined()
  expect(repeatResultOf('header_timeout')).toBeUndefined()
  expect(repeatResultOf('client_left')).toBeUndefined()
})

it('counts by the status rules of the model', () => {
  expect(repeatResultOf(404, { success: [404] })).toBe('answered')
  expect(repeatResultOf(501, { neutral: [501] })).toBeUndefined()
})

it('are added up by release, second and caller group', () => {
  const sums = mergeRepeats([one, { ...one, caller: 4 }, one, { ...one, release: 'v2' }])

  expect(sums).toEqual([
    { ...one, answered: 4, failed: 2 },
    { ...one, caller: 4 },
    { ...one, release: 'v2' },
  ])
})

it('are parsed from a report, without malformed ones', () => {
  const report = { isolate: 'a', sequence: 1, tallies: [], repeats: [one, { slice: 7 }, 3] }

  expect(parseReport(report)?.repeats).toEqual([one])
  expect(parseReport({ ...report, repeats: undefined })).not.toHaveProperty('repeats')
})
