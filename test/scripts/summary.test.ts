import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/control-plane/admin/history-answers.ts'
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

/**
 * A run in which every claim holds: the switch is at 100, green fails from 200 on, and its last
 * call is at 260.
 */
const good: Seen = {
  switchedAt: 100,
  faultAt: 200,
  history: [rollback, switched],
  calls: [
    at(0),
    at(150, onGreen),
    at(210, onGreen),
    at(220, { ...onGreen, failure: '500' }),
    at(240, { ...onGreen, failedOver: true }),
    at(260, onGreen),
    at(280),
  ],
}

describe('summaryOf', () => {
  it('holds when only the fault cost calls', () => {
    const summary = summaryOf(good)

    expect(summary).toMatchObject({ ok: true, problems: [], sent: 7, failed: 1 })
    expect(summary.phases).toEqual([
      { phase: 'blue', sent: 1, toGreen: 0, failed: 0, failedOver: 0 },
      { phase: 'green', sent: 1, toGreen: 1, failed: 0, failedOver: 0 },
      { phase: 'fault', sent: 4, toGreen: 4, failed: 1, failedOver: 1 },
      { phase: 'blue again', sent: 1, toGreen: 0, failed: 0, failedOver: 0 },
    ])
  })

  it('measures from the first failed call on green to the last call on green', () => {
    expect(summaryOf(good)).toMatchObject({ switchToFirstGreenMs: 50, faultToLastGreenMs: 40 })
  })

  it('counts a failure as part of the fault when the call overlaps it', () => {
    const ranInto = { ...at(195, { ...onGreen, failure: '500' }), endedAt: 205 }

    expect(summaryOf({ ...good, calls: [...good.calls, ranInto] }).ok).toBe(true)
  })

  it.each([0, 150, 280])(
    'does not hold when a call fails at %i, outside the fault',
    (startedAt) => {
      const calls = [...good.calls, at(startedAt, { failure: '500' })]

      expect(summaryOf({ ...good, calls }).ok).toBe(false)
    }
  )

  it('does not hold when an operator rolled back', () => {
    const byHand = { ...rollback, by: 'anna', evidence: null }

    expect(summaryOf({ ...good, history: [byHand, switched] }).problems).toEqual([
      'the router did not roll back by itself',
    ])
  })

  it('does not hold when no call reached green', () => {
    const calls = good.calls.map((call) => ({ ...call, ...onBlue }))

    expect(summaryOf({ ...good, calls }).ok).toBe(false)
  })
})
