import { describe, expect, it } from 'vitest'
import { ago } from '../../scripts/cli/ago.ts'
import { durationOf } from '../../src/core/time-span.ts'
import { localClock, localTime } from '../../scripts/cli/screen/local-time.ts'
import { showHistory } from '../../scripts/cli/show-history.ts'
import { showStatus, showStatuses } from '../../scripts/cli/show-status.ts'
import { statusOf } from './fake-admin.ts'

const noon = Date.parse('2026-01-01T12:00:00.000Z')
const at = (ms: number) => new Date(ms).toISOString()

describe('durationOf', () => {
  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h'],
    [86_400_000, '1 day'],
    [172_800_000, '2 days'],
  ])('shows %i ms as %s', (ms, text) => {
    expect(durationOf(ms)).toBe(text)
  })

  it('shows the last two seconds and future times as just now', () => {
    expect(ago(at(noon - 1_999), noon)).toBe('just now')
    expect(ago(at(noon + 5_000), noon)).toBe('just now')
    expect(ago(at(noon - 2_000), noon)).toBe('2 s ago')
  })
})

describe('showStatus', () => {
  it('shows time, author and reason of the last change', () => {
    const since = at(noon - 120_000)
    const changed = { changedAt: since, by: 'anna', reason: 'v2' }

    expect(showStatus(statusOf({ since, ...changed }), noon)).toContain(
      `2 min ago (${localClock(since)}), by anna: v2`
    )
  })

  it('does not say that the author of a later change has made the color live', () => {
    const since = at(noon - 3_600_000)
    const changed = { changedAt: at(noon - 120_000), by: 'anna', reason: 'staged v3' }

    const text = showStatus(statusOf({ since, ...changed }), noon)

    expect(text).toMatch(/^  since +1 h ago \(.*\d\d:\d\d:\d\d UTC\S*\)$/m)
    expect(text).toMatch(/^  changed +2 min ago \(.*\), by anna: staged v3$/m)
  })

  it('shows the progress of the bake', () => {
    const bake = { startedAt: at(noon - 120_000), endsAt: at(noon + 480_000) }
    const baking = { phase: 'baking', candidate: 'green', live: 'green', weight: 100 } as const

    const text = showStatus(statusOf({ ...baking, bake }), noon)

    expect(text).toContain('green on trial at 100 %, back to blue if it is faulty')
    expect(text).toContain('2 min of 10 min done, 8 min left')
  })

  it('marks the live color and the quarantined one, each with its verdict', () => {
    const text = showStatus(statusOf({ quarantined: 'green' }), noon)

    expect(text).toMatch(/blue .*tiny-gpt-v1.*\[live\]/)
    expect(text).toMatch(/green .*tiny-gpt-v2.*\[quarantined\]/)
    expect(text.match(/healthy: 1 of 120 calls failed/g)).toHaveLength(2)
  })

  it('shows the newest entry of the history with its hash, to note elsewhere', () => {
    const history = { entry: 12, hash: 'ab'.repeat(32) }

    const text = showStatus(statusOf({ history }), noon)

    expect(text).toMatch(new RegExp(`^  history +entry 12, hash ${history.hash}$`, 'm'))
  })

  it('shows how the calls of a color failed', () => {
    const { health } = statusOf()
    const causes = { faults: { timeout: 3, '500': 31 }, overload: { '429': 2 } }
    const status = statusOf({ health: { ...health, green: { ...health.green, causes } } })

    const text = showStatus(status, noon)

    expect(text).toContain('  faults: 31 × 500, 3 × timeout\n')
    expect(text).toContain('  overload: 2 × 429\n')
  })

  it('shows how long a color takes to its first byte', () => {
    const { health } = statusOf()
    const firstByteMs = { p50: 32, p95: 202, p99: 508 }
    const status = statusOf({ health: { ...health, green: { ...health.green, firstByteMs } } })

    const text = showStatus(status, noon)

    expect(text.match(/first byte: .*/g)).toEqual(['first byte: p50 32 ms, p95 202 ms, p99 508 ms'])
  })

  it('shows the last minute of a color where the router says it', () => {
    const quiet = { callsPerSecond: 0, calls: 0, faults: 0, overload: 0, slow: 0, waiting: 0 }
    const busy = { ...quiet, callsPerSecond: 19, calls: 1140, faults: 3, slow: 14 }
    const firstByteMs = { p50: 31, p95: 210, p99: 480 }
    const traffic = { blue: { ...busy, firstByteMs }, green: { ...quiet, firstByteMs: null } }

    const status = { ...statusOf(), traffic }

    const text = showStatus(status, noon)

    expect(text).toContain(
      'last minute: 1140 calls (19.0/s), 3 faults (0.26 %), 0 overload, 14 slow; first byte: p50 31 ms'
    )
    expect(text).toContain('last minute: no calls')
  })

  it('shows all alerts right below the live color, each with what to do', () => {
    const since = at(noon - 60_000)
    const faulty = {
      code: 'live_faulty',
      message: 'blue is bad',
      advice: 'go back',
      since,
    } as const
    const stale = { code: 'kv_stale', message: 'KV is old', advice: 'wait', since } as const

    const [, ...lines] = showStatus(statusOf({ alerts: [faulty, stale] }), noon).split('\n')

    expect(lines.slice(0, 4).map((line) => line.trim())).toEqual([
      'ALERT     blue is bad (live_faulty, 1 min ago)',
      'go back',
      'ALERT     KV is old (kv_stale, 1 min ago)',
      'wait',
    ])
  })

  it('shows what has not arrived at receivers', () => {
    const attempts = [{ at: at(noon), result: 'answered 500' }]
    const message = { id: 'msg_1', receiver: 'ops', type: 'rollout.started', createdAt: at(noon) }
    const pending = { ...message, attempts, nextAt: at(noon + 5_000) }
    const failed = { ...message, receiver: 'hook', attempts, nextAt: null }
    const notifications = { pending: [pending], failed: [failed] }

    const text = showStatus(statusOf({ notifications }), noon)

    expect(text).toContain(
      `rollout.started to ops: answered 500, 1 attempts, again at ${localTime(pending.nextAt)}`
    )
    expect(text).toContain('rollout.started to hook: answered 500, 1 attempts, given up')
    expect(showStatus(statusOf(), noon)).not.toContain('notify')
  })

  it.each([
    [true, 'rollback  automatic: blue is ready (probed 12 s ago)'],
    [false, 'rollback  no automatic rollback: blue is not ready (probed 12 s ago)'],
  ])('shows whether an automatic rollback is possible: %s', (ready, text) => {
    const stableProbe = { ready, at: at(noon - 12_000) }

    expect(showStatus(statusOf({ stableProbe, candidate: 'green' }), noon)).toContain(text)
  })

  it.each([
    [37, 0, 'ready', 'automatic: blue is ready (it answered 37 of 37 repeated calls well'],
    [1, 36, 'not_ready', 'no automatic rollback: blue is not ready (it answered 1 of 37'],
    [0, 5, 'unknown', 'automatic: blue is ready (it answered 0 of 5'],
  ] as const)(
    'shows what stable answered to repeated calls: %i well, %i not',
    (answered, failed, readiness, text) => {
      const stableProbe = { ready: true, at: at(noon - 12_000) }
      const stableAnswers = { answered, failed, readiness }

      const shown = showStatus(statusOf({ stableProbe, stableAnswers, candidate: 'green' }), noon)

      expect(shown).toContain(`rollback  ${text}`)
      expect(shown).toContain('repeated calls well in the last minute; probed 12 s ago)')
    }
  )

  it.each([
    [{ revision: 1, inSync: true, malformed: false, refused: null }, 'in sync (revision 1)'],
    [
      { revision: 0, inSync: false, malformed: false, refused: null },
      'behind: revision 0, the router is at 1',
    ],
    [
      { revision: 1, inSync: false, malformed: true, refused: null },
      'not a pointer; isolates keep',
    ],
    [{ revision: null, inSync: false, malformed: false, refused: null }, 'holds no pointer yet'],
    [
      { revision: null, inSync: false, malformed: false, refused: 'unknown_host' as const },
      'holds a pointer that is not followed (unknown_host)',
    ],
  ])('shows the state of KV: %o', (kv, text) => {
    expect(showStatus(statusOf({ kv }), noon)).toContain(text)
  })
})

it('shows the other models when the coordinator of one fails', () => {
  const error = { code: 'coordinator_unavailable', message: 'It does not answer.' } as const

  const text = showStatuses([{ model: 'chat', error }, statusOf({ model: 'vad' })], noon)

  expect(text).toContain(
    'chat: no status\n  ERROR     It does not answer. (coordinator_unavailable)'
  )
  expect(text).toContain('vad: live is blue')
})

describe('the line of the isolates', () => {
  it('shows that all follow the newest revision', () => {
    const isolates = { reporting: 37, following: 37, oldestRevision: 42, silentMs: 240 }

    const text = showStatus(statusOf({ revision: 42, isolates }), noon)

    expect(text).toContain(
      'all of 37 reporting isolates follow revision 42; each reported in the last 0.3 s'
    )
  })

  it('shows the oldest revision that is still followed', () => {
    const isolates = { reporting: 37, following: 35, oldestRevision: 40, silentMs: 1_000 }

    const text = showStatus(statusOf({ revision: 42, isolates }), noon)

    expect(text).toContain('35 of 37 reporting isolates follow revision 42')
    expect(text).toContain('the last one still follows 40')
  })
})

describe('the line of the collectors', () => {
  it('is omitted when there are none', () => {
    expect(showStatus(statusOf({ collectors: 0 }), noon)).not.toContain('collectors')
  })

  it('shows that collectors take the reports', () => {
    const text = showStatus(statusOf({ collectors: 16 }), noon)

    expect(text).toContain('reports   go to collectors, 16 in each region')
  })
})

describe('showHistory', () => {
  it('shows the new number of collectors', () => {
    const color = { from: 'blue', to: 'blue' } as const
    const entry = { revision: 3, at: at(noon), action: 'set_collectors', ...color } as const
    const cause = { by: 'ada', source: 'cli', reason: 'we grow', evidence: null, collectors: 16 }

    const text = showHistory({ model: 'chat', entries: [{ ...entry, ...cause }] }, noon)

    expect(text).toContain('set_collectors  16 per region  by ada (cli): we grow')
  })

  it.each([0, 9, 10, 32])('aligns the other changes with one to %i collectors', (collectors) => {
    const cause = { at: at(noon), by: 'ada', source: 'cli', reason: 'we grow', evidence: null }
    const change = { ...cause, revision: 3, to: 'green' } as const
    const entries = [
      { ...change, action: 'set_collectors', from: 'green', collectors } as const,
      { ...change, action: 'switch', from: 'blue', collectors: null } as const,
    ]

    const [, ...lines] = showHistory({ model: 'chat', entries }, noon).split('\n')

    expect(lines).toHaveLength(2)
    expect(new Set(lines.map((line) => line.indexOf('  by ada'))).size).toBe(1)
  })

  it('aligns changes whose revisions differ in length', () => {
    const cause = { at: at(noon), by: 'ada', source: 'cli', reason: 'why', evidence: 'because' }
    const change = {
      ...cause,
      collectors: null,
      action: 'switch',
      from: 'blue',
      to: 'green',
    } as const
    const entries = [1000, 999, 9].map((revision) => ({ ...change, revision }))

    const [, ...lines] = showHistory({ model: 'chat', entries }, noon).split('\n')

    const heads = lines.filter((line) => line.includes('by ada'))
    const evidence = lines.filter((line) => !line.includes('by ada'))
    expect(new Set(heads.map((line) => line.indexOf('switch'))).size).toBe(1)
    expect(evidence.map((line) => line.indexOf('because'))).toEqual(
      heads.map((line) => line.indexOf('switch'))
    )
  })

  it('shows evidence below the change that it led to', () => {
    const entry = { revision: 3, at: at(noon - 60_000), action: 'rollback', by: 'router' } as const
    const cause = {
      source: 'detector',
      reason: 'green is faulty',
      evidence: '9 of 40 calls failed',
      collectors: null,
    }

    const text = showHistory(
      { model: 'chat', entries: [{ ...entry, from: 'green', to: 'blue', ...cause }] },
      noon
    )

    expect(text).toContain('rollback  green → blue  by router (detector): green is faulty')
    expect(text.split('\n')[2]?.trim()).toBe('9 of 40 calls failed')
  })

  it('shows that there are no changes yet', () => {
    expect(showHistory({ model: 'chat', entries: [] }, noon)).toBe('chat: no changes yet')
  })
})
