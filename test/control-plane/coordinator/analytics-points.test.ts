import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { restarted } from '../../support/worker/restarted.ts'
import { freshModel, statusOf } from '../../support/worker/router-under-test.ts'

type Point = Parameters<AnalyticsEngineDataset['writeDataPoint']>[0]

/** Bindings with a dataset that keeps its points. */
function withDataset(write: (point: Point) => void): Partial<Env> {
  return Object.assign({ ...env }, { ANALYTICS: { writeDataPoint: write } })
}

const cause = { by: 'ada', source: 'test', reason: 'test' }
const toGreen = { event: { type: 'switch', force: 'test', cause }, ifRevision: undefined } as const

describe('with the binding ANALYTICS, a coordinator', () => {
  it('writes one point for the calls of a release in its reports, and one for a decision', async () => {
    const model = freshModel()
    await statusOf(model)
    const points: Point[] = []

    await restarted(
      model,
      withDataset((point) => points.push(point)),
      async (coordinator) => {
        await coordinator.report(report([currentTally({ fault: 1 })]))
        await coordinator.report(report([currentTally(), currentTally()], { sequence: 2 }))
        await coordinator.report(report([currentTally()], { sequence: 2 }))
        await coordinator.command(toGreen)
      }
    )

    const calls = points.filter((point) => point?.blobs?.[0] === 'calls')
    const successes = calls.map((point) => point?.doubles?.[0] ?? 0)
    expect(successes.reduce((sum, one) => sum + one, 0)).toBe(29)
    expect(calls.length).toBeLessThanOrEqual(2)
    expect(points.filter((point) => point?.blobs?.[0] === 'decision')).toEqual([
      {
        indexes: [model],
        blobs: ['decision', model, 'green', expect.stringContaining('v2'), 'switch', 'people'],
        doubles: [2],
      },
    ])
  })

  it('counts and decides when the dataset throws', async () => {
    const model = freshModel()
    await statusOf(model)
    const broken = withDataset(() => {
      throw new Error('too many points')
    })

    const { traffic, revision } = await restarted(model, broken, async (coordinator) => {
      await coordinator.report(report([currentTally()]))
      await coordinator.command(toGreen)
      return coordinator.metrics()
    })

    expect(traffic.routes.green['other']?.success).toBe(10)
    expect(revision).toBe(2)
  })
})
