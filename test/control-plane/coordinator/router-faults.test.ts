import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RouterFaults } from '../../../src/core/reporting/router-faults.ts'
import { report } from '../../support/reports.ts'
import { freshModel, statusOf } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

describe.each([
  ['internal_errors', { internalErrors: 3, droppedTallies: 0 }, 'threw 3 errors'],
  ['reports_lost', { internalErrors: 0, droppedTallies: 7 }, 'dropped 7 groups'],
] as const)('%s', (code, faults: RouterFaults, message) => {
  it('is raised by what an isolate reports, and ends after ten minutes without any', async () => {
    const model = freshModel()
    const coordinator = env.COORDINATOR.getByName(model)
    await statusOf(model)

    await coordinator.report({ ...report([]), routerFaults: faults })
    const during = await statusOf(model)
    vi.setSystemTime(Date.now() + 720_000)
    await runDurableObjectAlarm(coordinator)

    expect(during.alerts).toMatchObject([{ code, message: expect.stringContaining(message) }])
    const [entry] = await coordinator.history(1)
    expect(entry).toMatchObject({ action: 'alert_cleared', alert: code, source: 'isolates' })
  })

  it('is raised through a collector', async () => {
    const model = freshModel()
    const collector = env.COLLECTOR.getByName(`${model}/weur/0`)

    await collector.report({ ...report([]), routerFaults: faults })

    await vi.waitFor(async () => expect((await statusOf(model)).alerts).toMatchObject([{ code }]), {
      timeout: 10_000,
      interval: 100,
    })
  })
})
