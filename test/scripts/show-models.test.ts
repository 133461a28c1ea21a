import { describe, expect, it } from 'vitest'
import type { FailedModel, Status } from '../../src/control-plane/admin/answers.ts'
import { countModels, showModels } from '../../scripts/cli/models/show-models.ts'
import { widthOf } from '../../scripts/cli/screen/fit.ts'
import { plainScreen } from '../../scripts/cli/screen/screen.ts'
import { statusOf } from './fake-admin.ts'
import { atStep } from './wait/history.ts'

const now = Date.parse('2026-01-02T00:00:00.000Z')
const terminal = { colors: false, columns: 80, rows: 24, isLive: true }
const since = '2026-01-01T12:00:00.000Z'

const atRest = statusOf({ model: 'at-rest' })
const stepping = atStep({ model: 'stepping' })
const paused = atStep({ model: 'paused', paused: { at: since, by: 'mira', reason: 'a review' } })
const alerted = (model: string, code: 'live_faulty' | 'kv_stale') =>
  statusOf({ model, alerts: [{ code, message: 'm', advice: 'a', since }] })
const failed: FailedModel = {
  model: 'failed',
  error: { code: 'coordinator_unavailable', message: 'It does not answer.' },
}

function rowsOf(models: readonly (Status | FailedModel)[], screen = plainScreen, isWide = false) {
  return showModels(models, now, screen, isWide)
}

describe('the table of models', () => {
  it('begins with those that need people, worst first, each with a mark', () => {
    const stale = alerted('stale', 'kv_stale')
    const faulty = alerted('faulty', 'live_faulty')

    const [, ...rows] = rowsOf([atRest, stepping, paused, stale, faulty, failed])

    expect(rows.map((row) => row.slice(0, 10).trimEnd())).toEqual([
      '! failed',
      '! faulty',
      '! stale',
      '! paused',
      '  stepping',
      '  at-rest',
    ])
  })

  it('says of each what is live, how far its rollout is, and what people must know', () => {
    const [head, ...rows] = rowsOf([stepping, paused, alerted('faulty', 'live_faulty'), failed])

    expect(head).toMatch(/^ {2}MODEL +PHASE +LIVE +SHARE +FAULTS +SINCE +BY +ALERT$/)
    expect(rows[0]).toMatch(/^! failed +– .* coordinator_unavailable$/)
    expect(rows[1]).toMatch(
      /^! faulty +idle +blue tiny-gpt-v1 +– +0.83 % +1 d +router +live_faulty$/
    )
    expect(rows[2]).toMatch(/^! paused +paused +blue tiny-gpt-v1 +10 % .* paused by mira$/)
    expect(rows[3]).toMatch(/^ {2}stepping +shifting +blue tiny-gpt-v1 +10 % .* router$/)
  })

  it('fits the terminal with 50 models of long names', () => {
    const models = Array.from({ length: 50 }, (_, index) =>
      statusOf({ model: `a-model-with-a-very-long-name-${index}`, by: 'somebody@example.com' })
    )

    const rows = rowsOf(models, terminal)

    expect(rows).toHaveLength(51)
    expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(80)
    // The ends of the names tell them apart.
    expect(new Set(rows).size).toBe(51)
  })

  it('has more columns in its wide form, which is never cut', () => {
    const [head, row] = rowsOf([{ ...stepping, reason: 'a reason '.repeat(20) }], terminal, true)

    expect(head).toMatch(/ON TRIAL.*VERDICT.*CALLS\/S.*P95.*REV.*ISOLATES.*KV.*REASON/)
    expect(row).toContain('green tiny-gpt-v2')
    expect(row).toContain('a reason '.repeat(20).trim())
  })

  it('takes the traffic of the last minute where the router says it', () => {
    const recent = { callsPerSecond: 2, calls: 120, faults: 3, overload: 0, slow: 0, waiting: 0 }
    const color = { ...recent, firstByteMs: { p50: 31, p95: 210, p99: 480 } }
    const status = { ...atRest, traffic: { blue: color, green: { ...color, callsPerSecond: 0 } } }

    const [, row] = rowsOf([status], plainScreen, true)

    expect(row).toMatch(/2.5 % +healthy +2.0 +210 ms/)
  })

  it('is counted', () => {
    expect(countModels([atRest, stepping, failed], plainScreen)).toBe(
      '3 models: 1 needs people, 1 under way, 1 at rest'
    )
  })
})
