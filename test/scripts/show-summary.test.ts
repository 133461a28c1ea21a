import { expect, it } from 'vitest'
import { showSummary } from '../../scripts/demo/show-summary.ts'
import { summaryOf } from '../../scripts/demo/summary.ts'

const call = { color: 'green', failure: undefined, failedOver: true, endedAt: 300 } as const

it('prints failed calls and failovers in separate columns', () => {
  const summary = summaryOf({
    switchedAt: 100,
    faultAt: 200,
    nextSwitchedAt: 1_000,
    history: [],
    rollouts: [],
    calls: [{ ...call, startedAt: 250 }],
  })

  const [header, fault] = showSummary(summary)
    .split('\n')
    .filter((line) => /^ {2}(phase|fault)/.test(line))

  expect(header?.split(/ {2,}/)).toEqual(['', 'phase', 'sent', 'to green', 'failed', 'failed over'])
  expect(fault?.split(/ {2,}/)).toEqual(['', 'fault', '1', '1', '0', '1'])
  expect(fault?.length).toBe(header?.length)
})
