import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { Verification } from '../../../src/control-plane/admin/verification-answer.ts'
import type { EvidenceSample, ModelStatus } from '../../../src/page/data/shapes.ts'
import { after, before, MINUTE, NOW } from './statuses.ts'

/** Returns an entry of the history. */
export function entry(overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    entry: 90,
    hash: null,
    revision: 42,
    at: before(6 * MINUTE),
    action: 'switch',
    from: 'blue',
    to: 'blue',
    releases: {
      from: { color: 'blue', release: 'v2', staging: 12 },
      to: { color: 'blue', release: 'v2', staging: 12 },
      about: { color: 'green', release: 'v3', staging: 40 },
    },
    by: 'mira',
    identity: 'token mira',
    source: 'cli',
    reason: 'CHG-1234: better answers to refunds',
    evidence: null,
    numbers: null,
    collectors: null,
    ...overrides,
  }
}

/** The history of a release that was rolled back and tried again. */
export const entries: readonly HistoryEntry[] = [
  entry({
    entry: 92,
    revision: 43,
    at: before(51_000),
    action: 'rollback',
    by: 'router',
    source: 'detector',
    reason: 'green is faulty',
    evidence: '34 of 212 calls failed (31 × 500, 3 × timeout), 1 % allowed; chance 1 in 10⁹',
    numbers: {
      signal: 'fault',
      route: null,
      calls: 212,
      bad: 34,
      seconds: 51,
      limit: 0.01,
      causes: { '500': 31, timeout: 3 },
      failures: '31 × 500, 3 × timeout',
    },
  }),
  entry({ entry: 91, at: before(6 * MINUTE + 12_000), weight: 5 }),
  entry({
    entry: 90,
    revision: 41,
    at: before(20 * MINUTE),
    action: 'verify',
    by: 'ci',
    source: 'github',
    reason: 'golden requests',
  }),
  entry({
    entry: 89,
    revision: 40,
    at: before(40 * MINUTE),
    action: 'stage',
    by: 'ci',
    source: 'github',
    reason: 'staged v3 \\u{202e}with a hidden character',
  }),
]

/** Returns evidence that comes near the threshold and passes it at the end. */
export function samples({ until = NOW, top = 1.06, minutes = 12 } = {}): readonly EvidenceSample[] {
  const count = minutes * 30
  return Array.from({ length: count }, (_, index) => {
    const part = index / (count - 1)
    const wave = 0.06 * Math.sin(index / 9) + 0.04 * Math.sin(index / 3.1)
    const ratio = Math.max(0, Math.min(top, 0.12 + wave * (1 - part) + (top - 0.12) * part ** 5))
    return {
      at: until - (count - 1 - index) * 2_000,
      color: 'green',
      share: 5,
      ratio: index === count - 1 ? top : ratio,
      signal: 'fault',
      calls: 2,
      faults: index % 17 === 0 ? 1 : 0,
    }
  })
}

/** A run of golden requests with a failure, and a stored suite. */
export const verification: Verification = {
  model: 'chat',
  run: {
    id: 'run-7',
    color: 'green',
    release: 'v3',
    staging: 40,
    state: 'failed',
    suites: ['golden'],
    againstStable: true,
    by: 'ci',
    reason: 'golden requests',
    startedAt: before(21 * MINUTE),
    endedAt: before(20 * MINUTE),
    cancelled: null,
    passed: 1,
    total: 2,
    cases: [
      {
        name: 'refund',
        passed: true,
        runs: 1,
        right: 1,
        mismatches: [],
        error: null,
        firstByteMs: 31,
        totalMs: 210,
        differences: [],
        summary: 'right in 210 ms',
      },
      {
        name: 'greeting in German',
        passed: false,
        runs: 1,
        right: 0,
        mismatches: [{ what: 'predictions.0.label', expected: '"greeting"', got: '"other"' }],
        error: null,
        firstByteMs: 40,
        totalMs: 320,
        differences: [{ where: 'predictions.0.label', stable: '"greeting"', candidate: '"other"' }],
        summary: '1 mismatch.',
      },
    ],
    summary: '1 of 2 golden requests passed.',
  },
  suites: [{ name: 'golden', cases: 2, by: 'mira', at: before(90 * MINUTE) }],
}

/** Copies of calls with a difference. */
export const shadow: NonNullable<ModelStatus['shadow']> = {
  color: 'green',
  release: 'v3',
  staging: 40,
  running: true,
  share: 5,
  since: before(30 * MINUTE),
  until: after(30 * MINUTE),
  maxPerSecond: 5,
  calls: 804,
  successes: 802,
  faults: 2,
  overload: 0,
  neutral: 0,
  slow: 3,
  causes: { faults: { '500': 2 }, overload: {} },
  verdict: { kind: 'healthy', summary: '2 faults in 804 copies, 1 % are allowed' },
  routes: [
    {
      route: 'POST /v1/chat',
      agreed: 790,
      differed: 9,
      uncompared: 3,
      skipped: 12,
      firstByteMs: 33,
      liveFirstByteMs: 31,
    },
  ],
  differences: [
    {
      at: before(40_000),
      route: 'POST /v1/chat',
      where: 'choices.0.finish_reason',
      stable: '"stop"',
      candidate: '"length"',
    },
    {
      at: before(95_000),
      route: 'POST /v1/chat',
      where: 'text',
      stable: 'The refund takes five days.',
      candidate: 'Refunds take 5 business days \\u{202e}.',
    },
  ],
}
