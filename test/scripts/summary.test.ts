import { describe, expect, it } from 'vitest'
import type { HistoryEntry, RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import type { Call } from '../../scripts/demo/call.ts'
import { summaryOf, type Seen } from '../../scripts/demo/summary.ts'

const onBlue = { color: 'blue', failedOver: false, failure: undefined } as const
const onGreen = { ...onBlue, color: 'green' } as const
const at = (startedAt: number, call: Partial<Call> = onBlue): Call => ({
  ...onBlue,
  ...call,
  startedAt,
  endedAt: startedAt + 10,
})

const entry = {
  at: '2026-01-01T00:00:00.000Z',
  by: 'router',
  source: 'detector',
  reason: 'green is faulty',
  collectors: null,
} as const
const rollback: HistoryEntry = {
  ...entry,
  revision: 3,
  action: 'rollback',
  from: 'green',
  to: 'blue',
  evidence: '9 of 20 calls failed',
}
const switched: HistoryEntry = {
  ...entry,
  revision: 2,
  action: 'switch',
  from: 'blue',
  to: 'green',
  evidence: null,
}

const release = (label: string) => ({ color: 'green', release: label, staging: 1 }) as const

const running: RolloutShown = {
  id: 'chat-2',
  entry: 2,
  from: release('v1'),
  to: release('v2'),
  result: 'running',
  revisions: [2],
  by: 'anna',
  reason: 'v2 passed',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  endedBy: null,
  endReason: null,
  evidence: null,
  numbers: null,
}
const first: RolloutShown = { ...running, result: 'rolled_back', endedBy: 'router' }
const second: RolloutShown = {
  ...running,
  id: 'chat-5',
  to: release('v3'),
  result: 'completed',
  endedBy: 'anna',
}
const promoted: HistoryEntry = { ...switched, revision: 6, action: 'promote', from: 'green' }

/**
 * A run in which every claim holds: the switch is at 100, green fails from 200 on, its last call is
 * at 260, and v3 takes its place at 300.
 */
const good: Seen = {
  switchedAt: 100,
  faultAt: 200,
  nextSwitchedAt: 300,
  history: [promoted, { ...switched, revision: 5 }, rollback, switched],
  rollouts: [second, first],
  calls: [
    at(0),
    at(150, onGreen),
    at(210, onGreen),
    at(220, { ...onGreen, failure: '500' }),
    at(240, { ...onGreen, failedOver: true }),
    at(260, onGreen),
    at(280),
    at(320, onGreen),
  ],
}

describe('summaryOf', () => {
  it('holds when only the fault cost calls', () => {
    const summary = summaryOf(good)

    expect(summary).toMatchObject({ ok: true, problems: [], sent: 8, failed: 1 })
    expect(summary.phases).toEqual([
      { phase: 'v1', sent: 1, toGreen: 0, failed: 0, failedOver: 0 },
      { phase: 'v2', sent: 1, toGreen: 1, failed: 0, failedOver: 0 },
      { phase: 'fault', sent: 4, toGreen: 4, failed: 1, failedOver: 1 },
      { phase: 'v1 again', sent: 1, toGreen: 0, failed: 0, failedOver: 0 },
      { phase: 'v3', sent: 1, toGreen: 1, failed: 0, failedOver: 0 },
    ])
  })

  it('tells the changes of v2 from those of v3', () => {
    expect(summaryOf(good)).toMatchObject({
      switched: { revision: 2 },
      rolledBack: { revision: 3 },
      promoted: { revision: 6 },
      rollouts: [
        { id: 'chat-2', from: 'v1', to: 'v2', result: 'rolled_back', endedBy: 'router' },
        { id: 'chat-5', from: 'v1', to: 'v3', result: 'completed', endedBy: 'anna' },
      ],
    })
  })

  it('measures from the first failed call on green to the last call on green', () => {
    expect(summaryOf(good)).toMatchObject({ switchToFirstGreenMs: 50, faultToLastGreenMs: 40 })
  })

  it('counts a failure as part of the fault when the call overlaps it', () => {
    const ranInto = { ...at(195, { ...onGreen, failure: '500' }), endedAt: 205 }

    expect(summaryOf({ ...good, calls: [...good.calls, ranInto] }).ok).toBe(true)
  })

  it.each([0, 150, 280, 320])(
    'does not hold when a call fails at %i, outside the fault',
    (startedAt) => {
      const calls = [...good.calls, at(startedAt, { failure: '500' })]

      expect(summaryOf({ ...good, calls }).ok).toBe(false)
    }
  )

  it('does not hold when an operator rolled back', () => {
    const byHand = { ...rollback, by: 'anna', evidence: null }

    expect(summaryOf({ ...good, history: [promoted, byHand, switched] }).problems).toEqual([
      'the router did not roll back by itself',
    ])
  })

  it('does not hold when v3 was not made stable', () => {
    const rollouts = [{ ...second, result: 'running' as const }, first]

    expect(summaryOf({ ...good, rollouts }).problems).toEqual([
      'the rollouts are "v1 → v2 rolled_back, v1 → v3 running", not "v1 → v2 rolled_back, v1 → v3 completed"',
    ])
  })

  it.each([
    ['v2', 150],
    ['v3', 320],
  ])('does not hold when no call reached %s', (phase, startedAt) => {
    const calls = good.calls.map((call) => (call.startedAt === startedAt ? at(startedAt) : call))

    expect(summaryOf({ ...good, calls }).problems).toEqual([
      `no call went to green in the phase "${phase}"`,
    ])
  })

  it('does not hold when no call reached green', () => {
    const calls = good.calls.map((call) => ({ ...call, ...onBlue }))

    expect(summaryOf({ ...good, calls }).ok).toBe(false)
  })
})
