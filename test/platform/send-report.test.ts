import { afterEach, expect, it, vi } from 'vitest'
import type { Report } from '../../src/core/reporting/report.ts'
import { sendReport } from '../../src/platform/send-report.ts'
import { report } from '../support/reports.ts'

afterEach(() => vi.useRealTimers())

it('each sending of a report carries its own time', async () => {
  const once = report([])
  const received: Report[] = []
  const receiver = {
    report: (sent: Report) => {
      received.push(sent)
      return Promise.reject(new Error('unreachable'))
    },
  }

  for (const now of [1_000, 61_000]) {
    vi.setSystemTime(now)
    expect(await sendReport(receiver, once)).toEqual({ kind: 'failed', why: 'gone' })
  }

  expect(received).toEqual([
    { ...once, sentAt: 1_000 },
    { ...once, sentAt: 61_000 },
  ])
})
