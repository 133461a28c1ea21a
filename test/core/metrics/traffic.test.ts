import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withKnownMethod } from '../../../src/core/metrics/counted-route.ts'
import { exposition } from '../../../src/core/metrics/exposition.ts'
import { pointsOf } from '../../../src/core/metrics/model-metrics.ts'
import {
  noTraffic,
  withReported,
  withTallies,
  type Traffic,
} from '../../../src/core/metrics/traffic.ts'
import { callsIn } from '../../../src/core/reporting/log-histogram.ts'
import { tally } from '../../support/evidence.ts'
import { modelMetrics } from '../../support/model-metrics.ts'

const DAY = 86_400_000

/** Counts one call of each route. */
function called(traffic: Traffic, routes: readonly string[], now: number): Traffic {
  return withTallies(
    traffic,
    routes.map((route) => tally({ route })),
    now
  )
}

const eight = Array.from({ length: 8 }, (_, index) => `POST /v1/a${index}`)

describe('the counts of calls', () => {
  it('are added up over caller groups, slices and releases', () => {
    const traffic = withTallies(
      noTraffic(0),
      [tally({ fault: 1 }), tally({ caller: 9, slow: 1 }), tally({ release: 'v1@3', slice: 7 })],
      5
    )

    expect(traffic.routes.green['other']).toMatchObject({ success: 2, fault: 1, slow: 1 })
    expect(traffic.routes.blue).toEqual({})
  })

  it('keep copies of calls apart', () => {
    const key = { color: 'green', release: 'v2', route: 'other' } as const
    const agreement = [{ ...key, agreed: 3, differed: 1, uncompared: 0, skipped: 2 }]
    const shadow = { tallies: [tally({ fault: 2 })], times: [], agreement, differences: [] }

    const traffic = withReported(noTraffic(0), { tallies: [], shadow }, 5)

    expect(traffic.routes.green).toEqual({})
    expect(traffic.shadow.green.ends).toMatchObject({ fault: 2, overload: 0 })
    const lines = exposition(pointsOf(modelMetrics({ traffic })), 'text').split('\n')
    expect(lines).toContain(
      'bluegreen_shadow_comparisons_total{model="chat",color="green",result="differed"} 1'
    )
    expect(lines).toContain(
      'bluegreen_shadow_copies_total{model="chat",color="green",outcome="fault"} 2'
    )
  })

  it('begin when their route was first called', () => {
    const traffic = called(called(noTraffic(0), ['GET /a'], 5), ['GET /a'], 9)

    expect(traffic.routes.green['GET /a']).toMatchObject({ since: 5, lastAt: 9, success: 2 })
  })

  it('are those of all other routes above the bound', () => {
    const traffic = called(called(noTraffic(0), eight, 1), ['POST /v1/new'], DAY)

    expect(Object.keys(traffic.routes.green)).toEqual([...eight, 'other'])
  })

  it('give way to a new route when theirs was not called for a day', () => {
    const [gone, ...used] = eight
    const before = called(called(noTraffic(0), eight, 1), used, 2)

    const traffic = called(before, ['POST /v2/new'], DAY + 2)

    expect(Object.keys(traffic.routes.green)).toEqual([...used, 'POST /v2/new'])
    expect(traffic.routes.green['POST /v2/new']).toMatchObject({ since: DAY + 2, success: 1 })
    expect(traffic.routes.green[gone ?? '']).toBeUndefined()
  })

  it('have times and second attempts, also of an older release', () => {
    const times = {
      color: 'blue',
      release: 'v0',
      route: 'GET /a',
      firstByte: { buckets: [[10, 3]], sumMs: 30 },
      duration: { buckets: [], sumMs: 0 },
    } as const
    const attempt = { kind: 'failover', color: 'blue', outcome: 'success', calls: 2 } as const
    const report = { tallies: [], times: [times], attempts: [attempt] }

    const traffic = withReported(withReported(noTraffic(0), report, 1), report, 2)

    const { firstByte } = traffic.routes.blue['GET /a'] ?? {}
    expect(callsIn(firstByte?.histogram ?? [])).toBe(6)
    expect(firstByte?.sumMs).toBe(60)
    expect(traffic.attempts).toEqual([{ ...attempt, calls: 4 }])
  })

  it('never go down', () => {
    const outcomes = fc.record({ fault: fc.nat(3), overload: fc.nat(3), slow: fc.nat(3) })
    const route = fc.constantFrom('other', 'GET /a', 'X /b')
    fc.assert(
      fc.property(fc.array(fc.tuple(outcomes, route), { maxLength: 20 }), (all) => {
        let before = noTraffic(0)
        for (const [counts, label] of all) {
          const after = withTallies(before, [tally({ started: 9, ...counts, route: label })], 1)
          for (const [name, known] of Object.entries(before.routes.green)) {
            expect(after.routes.green[name]?.fault).toBeGreaterThanOrEqual(known.fault)
            expect(after.routes.green[name]?.success).toBeGreaterThanOrEqual(known.success)
          }
          before = after
        }
      })
    )
  })
})

describe('the series of a model', () => {
  it('are bounded, whatever clients send', () => {
    const hostile = Array.from({ length: 10_000 }, (_, index) =>
      tally({
        color: index % 2 === 0 ? 'blue' : 'green',
        route: `M${index % 40}"\\\n /v${index}`,
        release: `r${index}`,
        caller: index % 64,
      })
    )

    const traffic = withTallies(noTraffic(0), hostile, 1)

    const lines = exposition(pointsOf(modelMetrics({ traffic })), 'text').split('\n')
    const [perRoute, rest] = [5 + 1 + 2 * 17, 150]
    expect(lines.length).toBeLessThan(2 * 9 * perRoute + rest)
    expect(lines.join('\n')).not.toContain('M1')
  })

  it.each([
    ['POST /v1/chat', 'POST /v1/chat'],
    ['FOO /v1/chat', '_OTHER /v1/chat'],
    ['post /v1/chat', '_OTHER /v1/chat'],
    ['other', 'other'],
  ])('name the route %s %s', (route, label) => {
    expect(withKnownMethod(route)).toBe(label)
  })
})
