import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Report } from '../../../src/core/reporting/report.ts'
import { SLICE_MS, type Tally } from '../../../src/core/reporting/tally.ts'
import { currentTally, report } from '../../support/reports.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  freshModel,
  statusOf,
  switchTo,
  switchByForce,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

const HOUR_MS = 3_600_000
const MINUTES_MS = 240_000

/** A model with green on trial since now, two minutes after the first start, and the time of the switch. */
async function switchedModel() {
  const model = freshModel()
  await statusOf(model)
  vi.setSystemTime(Date.now() + 120_000)
  await switchTo(model, 'green')
  return { model, switchedAt: Date.now() }
}

/** A report of one isolate that follows the revision of the first switch. */
function send(model: string, sequence: number, counts: Partial<Tally>) {
  const sent = report([currentTally(counts)], { sequence, revision: 2 })
  return env.COORDINATOR.getByName(model).report(sent)
}

const sliceAt = (ms: number) => Math.floor(ms / SLICE_MS)

describe.each([
  ['back by minutes', -MINUTES_MS],
  ['back by hours', -3 * HOUR_MS],
  ['forward by minutes', MINUTES_MS],
  ['forward by hours', 3 * HOUR_MS],
])('a clock of the coordinator that jumps %s', (_, jump) => {
  it('drops no counts of isolates whose clock was right', async () => {
    const { model, switchedAt } = await switchedModel()
    await send(model, 1, { started: 10 })
    vi.setSystemTime(switchedAt + jump)

    await send(model, 2, { started: 10, fault: 1, slice: sliceAt(switchedAt + 1_000) })
    await send(model, 3, { started: 10, fault: 1, slice: sliceAt(switchedAt + 2_000) })

    const { health } = await statusOf(model)
    expect(health.green).toMatchObject({ calls: 30, faults: 2, successes: 28 })
  })

  it('drops no counts of isolates whose clock jumps as well', async () => {
    const { model, switchedAt } = await switchedModel()
    await send(model, 1, { started: 10 })
    vi.setSystemTime(switchedAt + jump)

    await send(model, 2, { started: 10, fault: 1 })
    await send(model, 3, { started: 10, fault: 1 })

    const { health } = await statusOf(model)
    expect(health.green).toMatchObject({ calls: 30, faults: 2, successes: 28 })
  })

  it('does not keep a bad candidate', async () => {
    const { model, switchedAt } = await switchedModel()
    await send(model, 1, { started: 10 })
    vi.setSystemTime(switchedAt + jump)

    await send(model, 2, { started: 20, fault: 20, slice: sliceAt(switchedAt + 1_000) })

    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green' })
  })

  it('stores the counts that come after it', async () => {
    const { model, switchedAt } = await switchedModel()
    await send(model, 1, { started: 10 })
    vi.setSystemTime(switchedAt + jump)

    await send(model, 2, { started: 10 })

    const health = await restarted(
      model,
      {},
      async (coordinator) => (await coordinator.status()).health
    )
    expect(health.green.calls).toBe(20)
  })
})

describe('an isolate whose clock is behind at a switch', () => {
  it.each([3_000, 60_000])('by %i ms has its calls on the new color counted', async (behind) => {
    const { model, switchedAt } = await switchedModel()

    await send(model, 1, { started: 20, fault: 20, slice: sliceAt(switchedAt - behind) })

    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green' })
  })

  it('does not count the calls of one bake in the next', async () => {
    const { model, switchedAt } = await switchedModel()
    vi.setSystemTime(switchedAt + 10_000)
    await switchTo(model, 'blue')
    vi.setSystemTime(switchedAt + 20_000)
    await switchByForce(model, 'green')

    await send(model, 1, { started: 20, fault: 20, slice: sliceAt(switchedAt + 5_000) })

    expect(await statusOf(model)).toMatchObject({ live: 'green', phase: 'baking' })
    expect((await statusOf(model)).health.green.calls).toBe(0)
  })

  it('does not count a report of one bake in the next that comes late', async () => {
    const { model, switchedAt } = await switchedModel()
    vi.setSystemTime(switchedAt + 10_000)
    await switchTo(model, 'blue')
    vi.setSystemTime(switchedAt + 600_000)
    await switchByForce(model, 'green')

    await send(model, 1, { started: 20, fault: 20, slice: sliceAt(switchedAt + 5_000) })

    expect(await statusOf(model)).toMatchObject({ live: 'green', phase: 'baking' })
  })
})

describe.each([
  ['ten minutes behind', -600_000],
  ['ten minutes ahead', 600_000],
])('an isolate whose clock is %s', (_, skew) => {
  /** Reports 20 calls that start, and in a report of its own that they have failed. */
  async function sendStartsAndFaults(
    receiver: { report: (sent: Report) => Promise<unknown> },
    isolate: string
  ) {
    const slice = sliceAt(Date.now() + skew)
    const fields = { isolate, revision: 2, sentAt: Date.now() + skew }
    const starts = currentTally({ started: 20, success: 0, slice })
    const faults = currentTally({ started: 0, success: 0, fault: 20, slice })
    await receiver.report(report([starts], fields))
    await receiver.report(report([faults], { ...fields, sequence: 2 }))
    await receiver.report(report([faults], { ...fields, sequence: 2 }))
  }

  it('has the outcomes counted of calls that a former report started', async () => {
    const { model } = await switchedModel()

    await sendStartsAndFaults(env.COORDINATOR.getByName(model), 'a')

    const status = await statusOf(model)
    expect(status).toMatchObject({ live: 'blue', quarantined: 'green' })
    expect(status.health.green).toMatchObject({ calls: 20, faults: 20 })
  })

  it('has them counted behind a collector, whose clock is right', async () => {
    const { model } = await switchedModel()
    const collector = env.COLLECTOR.getByName(`${model}/weur/0`)

    await sendStartsAndFaults(collector, 'a')

    await vi.waitFor(async () => {
      const { health, live } = await statusOf(model)
      expect(health.green).toMatchObject({ calls: 20, faults: 20 })
      expect(live).toBe('blue')
    }, 5_000)
  })
})
