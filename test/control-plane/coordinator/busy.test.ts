import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

/** Returns a function that reports 40 calls of ten callers once a second. */
function reporterOf(model: string) {
  const last = { sequence: 0 }
  return async (seconds: number, counts: { color: 'blue' | 'green'; overload: number }) => {
    for (let second = 0; second < seconds; second++) {
      vi.setSystemTime(Date.now() + 1_000)
      const release = counts.color === 'blue' ? 'v1' : 'v2'
      const tallies = Array.from({ length: 10 }, (_, caller) =>
        currentTally({ ...counts, release, caller, started: 4 })
      )
      const sequence = ++last.sequence
      await env.COORDINATOR.getByName(model).report(report(tallies, { sequence }))
    }
  }
}

describe('a burst of overload answers', () => {
  it('does not roll back a candidate that stays within its overload limit', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const report40Calls = reporterOf(model)

    await report40Calls(9, { color: 'green', overload: 0 })
    await report40Calls(1, { color: 'green', overload: 2 })
    await report40Calls(10, { color: 'green', overload: 0 })

    const { live, health } = await statusOf(model)
    expect(live).toBe('green')
    expect(health.green).toMatchObject({ overload: 20, faults: 0, verdict: { kind: 'healthy' } })
  })

  it('raises the alert only while it lasts', async () => {
    const model = freshModel()
    await statusOf(model)
    const report40Calls = reporterOf(model)
    await report40Calls(10, { color: 'blue', overload: 0 })

    await report40Calls(3, { color: 'blue', overload: 4 })
    const busy = await statusOf(model)
    await report40Calls(200, { color: 'blue', overload: 0 })
    const after = await statusOf(model)

    expect(busy).toMatchObject({ live: 'blue', alerts: [{ code: 'live_faulty' }] })
    expect(busy.health.blue).toMatchObject({ overload: 120, faults: 0 })
    expect(busy.health.blue.verdict.summary).toContain('were answered 429, 503 or 529 (overloaded)')
    expect(after).toMatchObject({ live: 'blue', alerts: [] })
    expect(after.health.blue.verdict.kind).toBe('healthy')
  })
})
