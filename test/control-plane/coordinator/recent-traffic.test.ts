import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configuredModels } from '../../../src/control-plane/config/configured-models.ts'
import { limitsShown } from '../../../src/control-plane/coordinator/traffic-shown.ts'
import { bucketOf } from '../../../src/core/reporting/log-histogram.ts'
import { currentTally, report } from '../../support/reports.ts'
import { freshModel, stage, statusOf } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

const none = { callsPerSecond: 0, calls: 0, faults: 0, overload: 0, slow: 0, waiting: 0 }

describe('the traffic of a status', () => {
  it('counts the last minute of each color, and the calls that wait now', async () => {
    const model = freshModel()
    await statusOf(model)
    vi.setSystemTime(Date.now() + 120_000)
    const counts = { started: 120, fault: 3, overload: 2, neutral: 1, slow: 4 }
    const firstByte = { buckets: [[bucketOf(20), 40] as const], sumMs: 800 }
    const key = { color: 'green', release: 'v2' } as const
    const times = [{ ...key, route: 'other', firstByte, duration: { buckets: [], sumMs: 0 } }]
    const inProgress = [{ ...key, waiting: 5, answering: 2, oldestWaitingMs: 10 }]
    const tallies = [currentTally(counts), currentTally({ release: 'v0@9' })]
    await coordinatorOf(model).report(report(tallies, { times, inProgress }))

    const { traffic } = await statusOf(model)
    vi.setSystemTime(Date.now() + 60_000)
    const later = await statusOf(model)

    expect(traffic?.green).toEqual({
      callsPerSecond: 2,
      calls: 120,
      faults: 3,
      overload: 2,
      slow: 4,
      waiting: 5,
      firstByteMs: { p50: 20, p95: 20, p99: 20 },
    })
    expect(traffic?.blue).toEqual({ ...none, firstByteMs: null })
    expect(later.traffic?.green).toMatchObject({ calls: 0, firstByteMs: null })
    expect(later.health.green.calls).toBe(120)
  })

  it('begins anew with another release in the slot', async () => {
    const model = freshModel()
    await coordinatorOf(model).report(report([currentTally()]))
    expect((await statusOf(model)).traffic?.green.calls).toBe(10)

    await stage(model, 'v3')

    expect((await statusOf(model)).traffic?.green).toMatchObject(none)
  })
})

describe('the limits of a status', () => {
  it('are those of the model', async () => {
    const { limits } = await statusOf(freshModel())

    expect(limits).toMatchObject({ faults: 0.01, overload: 0.1, slow: 0.05, lost: 0.1 })
  })

  it('have the first-byte objective as configured, or those that are learned from stable', () => {
    const [model] = configuredModels
    if (model === undefined) throw new Error('there is no model')
    const objectivesOf = (firstByteObjectiveMs: number | undefined) => {
      const shown = limitsShown({ ...model, firstByteObjectiveMs }, { 'POST /v1/chat': 1_500 })
      return [shown.firstByteSeconds, shown.learnedFirstByteSeconds]
    }

    expect(objectivesOf(500)).toEqual([0.5, {}])
    expect(objectivesOf(Infinity)).toEqual([null, {}])
    expect(objectivesOf(undefined)).toEqual([null, { 'POST /v1/chat': 1.5 }])
  })
})
