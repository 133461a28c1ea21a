import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { bucketOf, callsIn } from '../../../src/core/reporting/log-histogram.ts'
import { currentTally, report } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  command,
  freshModel,
  script,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

async function trafficOf(model: string) {
  return (await coordinatorOf(model).metrics()).traffic
}

const times = {
  color: 'green',
  release: 'v2',
  route: 'other',
  firstByte: { buckets: [[bucketOf(20), 4]], sumMs: 80 },
  duration: { buckets: [[bucketOf(300), 4]], sumMs: 1_200 },
} as const
const attempts = [{ kind: 'failover', color: 'blue', outcome: 'success', calls: 1 }] as const
const counted = { times: [times], attempts }

describe('the counts of the metrics', () => {
  it('count a report once however often it is sent, and calls of every release', async () => {
    const coordinator = coordinatorOf(freshModel())
    const tallies = [currentTally({ fault: 2 }), currentTally({ release: 'v0@9', started: 1 })]

    await coordinator.report(report(tallies, counted))
    await coordinator.report(report(tallies, counted))

    const { traffic } = await coordinator.metrics()
    const { success, fault, firstByte, duration } = traffic.routes.green['other'] ?? {}
    expect({ success, fault }).toEqual({ success: 9, fault: 2 })
    expect(callsIn(firstByte?.histogram ?? [])).toBe(4)
    expect(duration?.sumMs).toBe(1_200)
    expect(traffic.attempts).toEqual(attempts)
  })

  it('are not lower in a coordinator that restarts right after they were read', async () => {
    const model = freshModel()
    const tallies = [currentTally()]
    await coordinatorOf(model).report(report(tallies))
    await coordinatorOf(model).report(report(tallies, { sequence: 2 }))
    const before = await trafficOf(model)

    const after = await restarted(model, {}, async (coordinator) => coordinator.metrics().traffic)

    expect(after).toEqual(before)
    expect(after.routes.green['other']?.success).toBe(20)
  })

  it('go on over a switch, and name the author of a rollback', async () => {
    const model = freshModel()
    await coordinatorOf(model).report(report([currentTally()]))

    await switchTo(model, 'green')
    await command(model, 'rollback', { reason: 'test' })

    const { routes, rollbacks } = await restarted(
      model,
      {},
      async (coordinator) => coordinator.metrics().traffic
    )
    expect(routes.green['other']?.success).toBe(10)
    expect(rollbacks).toEqual({ operator: 1 })
  })
})

describe('the status of a color', () => {
  it('has quantiles of the time to first byte, once there are times', async () => {
    const model = freshModel()
    expect((await statusOf(model)).health.green.firstByteMs).toBeNull()

    await coordinatorOf(model).report(report([currentTally()], counted))

    const { health } = await statusOf(model)
    expect(health.green.firstByteMs).toEqual({ p50: 20, p95: 20, p99: 20 })
    expect(health.blue.firstByteMs).toBeNull()
  })
})

describe('the metrics of a model', () => {
  it('show what calls did, and where the rollout stands', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const isolate = coldIsolate()
    await isolate.colorsOf(model, 3)
    await isolate.reported()

    const metrics = await coordinatorOf(model).metrics()

    const shown = { phase: 'baking', weight: 100, live: 'green', revision: 2, judged: 'green' }
    expect(metrics).toMatchObject({
      model,
      ...shown,
      candidate: 'green',
      isolates: { reporting: 1 },
    })
    expect(metrics.lastReportAt).toBeGreaterThan(0)
    expect(metrics.evidence).toEqual({ fault: 0, overload: 0, slow: 0, lost: 0 })
    const routes = Object.values(metrics.traffic.routes.green)
    expect(routes.reduce((sum, { success }) => sum + success, 0)).toBe(3)
    expect(routes.reduce((sum, one) => sum + callsIn(one.duration.histogram), 0)).toBe(3)
    expect(routes.reduce((sum, one) => sum + callsIn(one.firstByte.histogram), 0)).toBe(3)
  })

  it('show the share of the candidate, which is judged before it is live', async () => {
    const model = freshModel()
    await command(model, 'switch', { steps: [{ weight: 5 }], reason: 'test' })

    const metrics = await coordinatorOf(model).metrics()

    const shown = { phase: 'shifting', weight: 5, live: 'blue', judged: 'green' }
    expect(metrics).toMatchObject(shown)
  })
})

describe('second attempts', () => {
  it.each([
    [500, 'failover'],
    [400, 'contract_check'],
  ] as const)('of a call that green answers with %i count as %s', async (status, kind) => {
    const model = freshModel()
    await switchTo(model, 'green')
    await script(model, 'green', { status })
    const isolate = coldIsolate()
    await isolate.colorsOf(model, 1)
    await isolate.reported()

    const traffic = await trafficOf(model)

    expect(traffic.attempts).toEqual([{ kind, color: 'blue', outcome: 'success', calls: 1 }])
    // The answer of blue says nothing about the duration of calls to green.
    const durations = Object.values(traffic.routes.green).map(({ duration }) =>
      callsIn(duration.histogram)
    )
    expect(durations).toEqual([0])
  })
})

describe('a collector', () => {
  it('hands on times and second attempts, each once', async () => {
    const model = freshModel()
    await statusOf(model)
    const collector = env.COLLECTOR.getByName(`${model}/weur/0`)

    await collector.report(report([currentTally()], { ...counted, isolate: 'one' }))
    await collector.report(report([currentTally()], { ...counted, isolate: 'two' }))
    await collector.report(report([currentTally()], { ...counted, isolate: 'two' }))
    await vi.waitFor(
      async () => expect((await trafficOf(model)).routes.green['other']?.success).toBe(20),
      { timeout: 15_000, interval: 50 }
    )

    const traffic = await trafficOf(model)
    expect(traffic.attempts).toEqual([{ ...attempts[0], calls: 2 }])
    const { firstByte, duration } = traffic.routes.green['other'] ?? {}
    expect(callsIn(firstByte?.histogram ?? [])).toBe(8)
    expect(duration?.sumMs).toBe(2_400)
  })
})
