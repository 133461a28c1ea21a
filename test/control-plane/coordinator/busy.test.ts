import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

/** An isolate that reports once a second, on time, what became of 40 calls of many callers. */
function reporting(model: string) {
  const sent = { sequence: 0 }
  return async (seconds: number, part: { color: 'blue' | 'green'; overload: number }) => {
    for (let second = 0; second < seconds; second++) {
      vi.setSystemTime(Date.now() + 1_000)
      const release = part.color === 'blue' ? 'v1' : 'v2'
      const tallies = Array.from({ length: 10 }, (_, caller) =>
        currentTally({ ...part, release, caller, started: 4 })
      )
      const sequence = ++sent.sequence
      await env.COORDINATOR.getByName(model).report(report(tallies, { sequence }))
    }
  }
}

describe('a burst of busy answers', () => {
  it('is no fault: a candidate that it leaves within what is allowed of them stays, and is healthy', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const during = reporting(model)

    await during(9, { color: 'green', overload: 0 })
    await during(1, { color: 'green', overload: 2 })
    await during(10, { color: 'green', overload: 0 })

    const { live, health } = await statusOf(model)
    expect(live).toBe('green')
    expect(health.green).toMatchObject({ overload: 20, faults: 0, verdict: { kind: 'healthy' } })
  })

  it('calls people while it lasts, and no longer: once it has drained the color is healthy', async () => {
    const model = freshModel()
    await statusOf(model)
    const during = reporting(model)
    await during(10, { color: 'blue', overload: 0 })

    await during(3, { color: 'blue', overload: 4 })
    const busy = await statusOf(model)
    await during(30, { color: 'blue', overload: 0 })
    const drained = await statusOf(model)

    expect(busy).toMatchObject({ live: 'blue', alert: { code: 'live_faulty' } })
    expect(busy.health.blue).toMatchObject({ overload: 120, faults: 0 })
    expect(busy.health.blue.verdict.summary).toContain('were turned away as too many')
    expect(drained).toMatchObject({ live: 'blue', alert: null })
    expect(drained.health.blue.verdict.kind).toBe('healthy')
  })
})
