import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import type { Report } from '../../../src/core/reporting/report.ts'
import { override } from '../../support/worker/faults/override.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, script, statusOf } from '../../support/worker/router-under-test.ts'

/** Returns coordinators that record their reports, and reply with a schedule. */
function overheard(nextReportMs: number) {
  const reports: Report[] = []
  const getByName = (name: string) => {
    const stub = env.COORDINATOR.getByName(name)
    const report = async (sent: Report) => {
      reports.push(sent)
      return { ...(await stub.report(sent)), nextReportMs }
    }
    return { report, pointer: () => stub.pointer() }
  }
  return { reports, COORDINATOR: override(env.COORDINATOR, { getByName }) }
}

function countOf(reports: readonly Report[], what: 'started' | 'success' | 'fault'): number {
  return reports.flatMap(({ tallies }) => tallies).reduce((sum, tally) => sum + tally[what], 0)
}

describe('the reports of an isolate', () => {
  it('combine many calls in one', async () => {
    const model = freshModel()
    await statusOf(model)
    const { reports, COORDINATOR } = overheard(250)
    const isolate = coldIsolate({ COORDINATOR })

    await Promise.all(Array.from({ length: 20 }, () => isolate.colorsOf(model, 1)))
    await isolate.reported()

    expect(countOf(reports, 'started')).toBe(20)
    expect(reports.length).toBeLessThanOrEqual(3)
  })

  it('carry the last outcomes of a burst without another call', async () => {
    const model = freshModel()
    await statusOf(model)
    const { reports, COORDINATOR } = overheard(250)
    const isolate = coldIsolate({ COORDINATOR })

    await isolate.colorsOf(model, 3)
    await isolate.reported()

    expect(countOf(reports, 'success')).toBe(3)
  })

  it('are sent only when they are due, also after failed calls', async () => {
    const model = freshModel()
    await statusOf(model)
    await script(model, 'blue', { status: 500 })
    await script(model, 'green', { status: 500 })
    const { reports, COORDINATOR } = overheard(60_000)
    const isolate = coldIsolate({ COORDINATOR })
    await isolate.colorsOf(model, 1)
    await vi.waitFor(() => expect(reports).toHaveLength(1), 5_000)

    await isolate.colorsOf(model, 5)
    await isolate.reported()

    expect(reports).toHaveLength(1)
  })

  it('carry a sequence that grows by one', async () => {
    const model = freshModel()
    await statusOf(model)
    const { reports, COORDINATOR } = overheard(50)
    const isolate = coldIsolate({ COORDINATOR })

    for (let burst = 0; burst < 3; burst++) {
      await isolate.colorsOf(model, 1)
      await isolate.reported()
    }

    expect(reports.map(({ sequence }) => sequence)).toEqual(reports.map((_, index) => index + 1))
    expect(new Set(reports.map(({ isolate: id }) => id)).size).toBe(1)
  })
})
