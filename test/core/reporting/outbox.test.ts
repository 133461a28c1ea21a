import { describe, expect, it } from 'vitest'
import {
  acknowledged,
  emptyOutbox,
  failed,
  failureOf,
  pendingReport,
  withReport,
} from '../../../src/core/reporting/outbox.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { idle } from '../../support/rollouts.ts'

const pointer = pointerOf(idle({ revision: 7 }))
const reply = { pointer, nextReportMs: 250, objectivesMs: new Map() }

function outboxWithReport() {
  return withReport(emptyOutbox('isolate', 100), { tallies: [] }, undefined)
}

describe('an unacknowledged report', () => {
  it('is kept unchanged and sent again', () => {
    const outbox = outboxWithReport()

    const after = failed(outbox, 'gone', 1_000, 0.5)

    expect(after.unacknowledged).toBe(outbox.unacknowledged)
    expect(after).toMatchObject({ sequence: 1, nextReportAt: 1_250, failures: 1 })
  })

  it('waits longer after each failure, until an acknowledgement resets the wait', () => {
    const outbox = outboxWithReport()

    const twice = failed(failed(outbox, 'gone', 0, 0.5), 'gone', 1_000, 0.5)

    expect(twice.nextReportAt).toBe(1_500)
    expect(acknowledged(twice, outbox.unacknowledged, reply, 2_000).failures).toBe(0)
  })
})

describe('pendingReport', () => {
  const failedTimes = (failures: number) => ({ ...outboxWithReport(), failures })

  it('returns undefined when every report is acknowledged', () => {
    expect(pendingReport(emptyOutbox('isolate', 0), false)).toBeUndefined()
  })

  it('returns the report after any number of failures while the report target is the same', () => {
    const outbox = failedTimes(100)

    expect(pendingReport(outbox, false)).toBe(outbox.unacknowledged)
  })

  it('drops the report after four failures when the report target has changed', () => {
    const outbox = failedTimes(3)

    expect(pendingReport(outbox, true)).toBe(outbox.unacknowledged)
    expect(pendingReport(failedTimes(4), true)).toBeUndefined()
  })
})

describe('an acknowledgement', () => {
  it('removes the report and schedules the next one', () => {
    const outbox = outboxWithReport()

    const after = acknowledged(outbox, outbox.unacknowledged, reply, 1_000)

    expect(after).toMatchObject({ nextReportAt: 1_250, lastAckedRevision: 7 })
    expect(after.unacknowledged).toBeUndefined()
  })

  it('of an older report keeps the newer report', () => {
    const older = outboxWithReport()
    const newer = withReport(older, { tallies: [] }, undefined)

    const after = acknowledged(newer, older.unacknowledged, reply, 1_000)

    expect(after.unacknowledged).toBe(newer.unacknowledged)
    expect(newer.unacknowledged.sequence).toBe(2)
  })
})

describe('the pointer in a report', () => {
  it('is sent when it is newer than the pointer of the last reply', () => {
    const { unacknowledged } = withReport(emptyOutbox('isolate', 0), { tallies: [] }, pointer)

    expect(unacknowledged.pointer).toEqual(pointer)
  })

  it('is omitted when the last reply had the same revision', () => {
    const outbox = { ...emptyOutbox('isolate', 0), lastAckedRevision: 7 }

    const { unacknowledged } = withReport(outbox, { tallies: [] }, pointer)

    expect(unacknowledged).toEqual({ isolate: 'isolate', sequence: 1, revision: 7, tallies: [] })
  })
})

it('tells overloaded objects from unreachable ones by the error', () => {
  expect(failureOf(Object.assign(new Error('queued too long'), { overloaded: true }))).toBe(
    'overloaded'
  )
  expect(failureOf(new Error('Network connection lost.'))).toBe('gone')
})
