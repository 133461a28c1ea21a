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
const heard = { pointer, nextReportMs: 250 }

function posted() {
  return withReport(emptyOutbox('isolate', 100), { tallies: [] }, undefined)
}

describe('a report that was not acknowledged', () => {
  it('stays as it is, and goes out again', () => {
    const outbox = posted()

    const after = failed(outbox, 'gone', 1_000, 0.5)

    expect(after.unacknowledged).toBe(outbox.unacknowledged)
    expect(after).toMatchObject({ sequence: 1, nextReportAt: 1_250, failures: 1 })
  })

  it('waits longer after each failure, until one is taken', () => {
    const outbox = posted()

    const twice = failed(failed(outbox, 'gone', 0, 0.5), 'gone', 1_000, 0.5)

    expect(twice.nextReportAt).toBe(1_500)
    expect(acknowledged(twice, outbox.unacknowledged, heard, 2_000).failures).toBe(0)
  })
})

describe('what is owed', () => {
  const failedTimes = (failures: number) => ({ ...posted(), failures })

  it('is nothing once all is acknowledged', () => {
    expect(pendingReport(emptyOutbox('isolate', 0), false)).toBeUndefined()
  })

  it('stays owed however often it failed while its report target takes reports', () => {
    const outbox = failedTimes(100)

    expect(pendingReport(outbox, false)).toBe(outbox.unacknowledged)
  })

  it('goes to the report target that it first went to after the others moved, four times at most', () => {
    const outbox = failedTimes(3)

    expect(pendingReport(outbox, true)).toBe(outbox.unacknowledged)
    expect(pendingReport(failedTimes(4), true)).toBeUndefined()
  })
})

describe('an acknowledgement', () => {
  it('makes room for the next report, by the schedule that it names', () => {
    const outbox = posted()

    const after = acknowledged(outbox, outbox.unacknowledged, heard, 1_000)

    expect(after).toMatchObject({ nextReportAt: 1_250, lastAckedRevision: 7 })
    expect(after.unacknowledged).toBeUndefined()
  })

  it('of an older report leaves the newer one in', () => {
    const older = posted()
    const newer = withReport(older, { tallies: [] }, undefined)

    const after = acknowledged(newer, older.unacknowledged, heard, 1_000)

    expect(after.unacknowledged).toBe(newer.unacknowledged)
    expect(newer.unacknowledged.sequence).toBe(2)
  })
})

describe('the pointer that is followed', () => {
  it('goes along when it is newer than what was told', () => {
    const { unacknowledged } = withReport(emptyOutbox('isolate', 0), { tallies: [] }, pointer)

    expect(unacknowledged.pointer).toEqual(pointer)
  })

  it('stays at home once it was told', () => {
    const outbox = { ...emptyOutbox('isolate', 0), lastAckedRevision: 7 }

    const { unacknowledged } = withReport(outbox, { tallies: [] }, pointer)

    expect(unacknowledged).toEqual({ isolate: 'isolate', sequence: 1, revision: 7, tallies: [] })
  })
})

it('an error says whether there is too much to do', () => {
  expect(failureOf(Object.assign(new Error('queued too long'), { overloaded: true }))).toBe(
    'overloaded'
  )
  expect(failureOf(new Error('Network connection lost.'))).toBe('gone')
})
