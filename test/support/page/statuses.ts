import type { ColorTraffic, ModelLimits } from '../../../src/control-plane/admin/answers.ts'
import type { ModelStatus } from '../../../src/page/data/shapes.ts'

/** Time of the router in tests of the page: an ordinary Thursday, at three in the morning. */
export const NOW = Date.UTC(2026, 10, 26, 3, 4, 5)

/** Returns the time that lies so many milliseconds back. */
export function before(ms: number): string {
  return new Date(NOW - ms).toISOString()
}

/** Returns the time that is so many milliseconds ahead. */
export function after(ms: number): string {
  return before(-ms)
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

type Slot = ModelStatus['slots']['blue']
type Health = ModelStatus['health']['blue']

/** Returns a release in a slot. */
export function slot(overrides: Partial<Slot> = {}): Slot {
  return {
    origin: 'https://chat-v2.models.example.com',
    release: 'v2',
    staging: 12,
    stagedAt: before(4 * 24 * HOUR),
    stagedBy: 'mira',
    note: null,
    verified: true,
    verification: null,
    ...overrides,
  }
}

/** Returns the counts of a color since its evidence began. */
export function health(overrides: Partial<Health> = {}): Health {
  return {
    calls: 0,
    running: 0,
    successes: 0,
    faults: 0,
    overload: 0,
    neutral: 0,
    slow: 0,
    lost: 0,
    causes: { faults: {}, overload: {} },
    waiting: 0,
    oldestWaitingMs: 0,
    firstByteMs: null,
    verdict: { kind: 'not_live', summary: 'takes no new traffic' },
    ...overrides,
  }
}

/** Returns the traffic of the last minute. */
export function traffic(overrides: Partial<ColorTraffic> = {}): ColorTraffic {
  return {
    callsPerSecond: 0,
    calls: 0,
    faults: 0,
    overload: 0,
    slow: 0,
    waiting: 0,
    firstByteMs: null,
    ...overrides,
  }
}

export const limits: ModelLimits = {
  faults: 0.01,
  overload: 0.05,
  slow: 0.05,
  lost: 0.02,
  firstByteSeconds: 0.5,
  learnedFirstByteSeconds: {},
}

/** The traffic of a model that is well. */
export const busy = traffic({
  callsPerSecond: 19.02,
  calls: 1141,
  faults: 1,
  slow: 14,
  waiting: 3,
  firstByteMs: { p50: 31, p95: 210, p99: 480 },
})

/** Returns a model at rest on blue. */
export function atRest(overrides: Partial<ModelStatus> = {}): ModelStatus {
  return {
    model: 'chat',
    phase: 'idle',
    live: 'blue',
    stable: 'blue',
    candidate: null,
    weight: 0,
    holdBack: 0,
    plan: null,
    revision: 41,
    since: before(4 * 24 * HOUR),
    changedAt: before(4 * 24 * HOUR),
    reason: 'release of the week',
    by: 'mira',
    bake: null,
    slots: {
      blue: slot(),
      green: slot({ release: 'v1', staging: 3, origin: 'https://chat-v1.models.example.com' }),
    },
    configured: [],
    quarantined: null,
    wayBack: null,
    paused: null,
    frozenUntil: null,
    autoRollback: true,
    stableProbe: null,
    stableAnswers: null,
    health: {
      blue: health({
        calls: 11_402,
        successes: 11_380,
        faults: 5,
        verdict: { kind: 'healthy', summary: '5 faults in 11,402 calls, 1 % are allowed' },
      }),
      green: health(),
    },
    shadow: null,
    kv: { revision: 41, inSync: true, malformed: false, refused: null },
    alerts: [],
    isolates: { reporting: 14, following: 14, oldestRevision: 41, silentMs: 900 },
    collectors: 0,
    history: { entry: 90, hash: 'a'.repeat(64) },
    notifications: { pending: [], failed: [] },
    traffic: { blue: busy, green: traffic() },
    limits,
    ...overrides,
  }
}

/** Returns a model whose release v3 takes its first share in green. */
export function shifting(overrides: Partial<ModelStatus> = {}): ModelStatus {
  const rest = atRest()
  return {
    ...rest,
    phase: 'shifting',
    candidate: 'green',
    weight: 5,
    revision: 42,
    changedAt: before(6 * MINUTE + 12_000),
    by: 'mira',
    reason: 'CHG-1234: better answers to refunds',
    plan: {
      steps: [
        { weight: 5, seconds: 600 },
        { weight: 50, seconds: 600 },
      ],
      step: 0,
      since: before(6 * MINUTE + 12_000),
      endsAt: after(3 * MINUTE + 48_000),
      bakeSeconds: 1800,
      waitsFor: 'time',
      goodCallsNeeded: 210,
    },
    slots: {
      blue: slot(),
      green: slot({
        release: 'v3',
        staging: 40,
        stagedAt: before(40 * MINUTE),
        origin: 'https://chat-v3.models.example.com',
        note: 'fine-tuned on refunds',
        verification: {
          id: 'run-7',
          state: 'passed',
          passed: 5,
          total: 5,
          at: before(20 * MINUTE),
        },
      }),
    },
    stableProbe: { ready: true, at: before(4_000) },
    health: {
      blue: health({
        ...rest.health.blue,
        verdict: { kind: 'not_judged', summary: 'takes 95 % of the keys; green is judged' },
      }),
      green: health({
        calls: 372,
        running: 4,
        successes: 370,
        faults: 2,
        waiting: 1,
        oldestWaitingMs: 340,
        causes: { faults: { '500': 1, timeout: 1 }, overload: {} },
        verdict: {
          kind: 'undecided',
          summary: '2 faults in 372 calls, 1 % are allowed; 210 more good calls until healthy',
        },
      }),
    },
    kv: { revision: 42, inSync: true, malformed: false, refused: null },
    isolates: { reporting: 14, following: 14, oldestRevision: 42, silentMs: 700 },
    traffic: {
      blue: busy,
      green: traffic({
        callsPerSecond: 1.02,
        calls: 61,
        faults: 1,
        slow: 1,
        waiting: 1,
        firstByteMs: { p50: 29, p95: 180, p99: 410 },
      }),
    },
    ...overrides,
  }
}

/** Returns a model in the bake of v3. */
export function baking(overrides: Partial<ModelStatus> = {}): ModelStatus {
  const begun = shifting()
  return {
    ...begun,
    phase: 'baking',
    live: 'green',
    weight: 100,
    plan: null,
    revision: 44,
    since: before(12 * MINUTE + 4_000),
    changedAt: before(12 * MINUTE + 4_000),
    by: 'router',
    reason: 'green is healthy',
    bake: { startedAt: before(12 * MINUTE + 4_000), endsAt: after(17 * MINUTE + 56_000) },
    kv: { ...begun.kv, revision: 44 },
    ...overrides,
  }
}

/** Returns a model whose release v3 the router rolled back a short time ago. */
export function rolledBack(overrides: Partial<ModelStatus> = {}): ModelStatus {
  const begun = shifting()
  return {
    ...begun,
    phase: 'idle',
    candidate: null,
    weight: 0,
    plan: null,
    revision: 43,
    quarantined: 'green',
    since: before(51_000),
    changedAt: before(51_000),
    by: 'router',
    reason: 'green is faulty',
    stableProbe: null,
    kv: { ...begun.kv, revision: 41, inSync: false },
    isolates: { reporting: 14, following: 12, oldestRevision: 42, silentMs: 700 },
    health: {
      blue: atRest().health.blue,
      green: health({
        calls: 212,
        successes: 178,
        faults: 34,
        causes: { faults: { '500': 31, timeout: 3 }, overload: {} },
        verdict: { kind: 'not_live', summary: 'takes no new traffic' },
      }),
    },
    traffic: {
      blue: busy,
      green: traffic({ callsPerSecond: 0, calls: 34, faults: 22, firstByteMs: null }),
    },
    ...overrides,
  }
}

/** Returns a model whose live color is faulty while no way back is good. */
export function alerting(overrides: Partial<ModelStatus> = {}): ModelStatus {
  return atRest({
    alerts: [
      {
        code: 'live_faulty',
        message:
          'blue v2 is faulty (412 of 1,141 calls failed: 409 × 503, 3 × timeout) and green is no better',
        advice:
          'look at the live origin and at bluegreen history; if the other color is better, go there with bluegreen rollback or bluegreen switch --force "…"',
        since: before(3 * MINUTE),
      },
      {
        code: 'kv_stale',
        message: 'KV still shows revision 40',
        advice: 'look at the log lines kv_failure and at the status page of the platform',
        since: before(5 * MINUTE),
      },
    ],
    health: {
      blue: health({
        calls: 11_402,
        successes: 10_990,
        faults: 412,
        waiting: 40,
        oldestWaitingMs: 12_400,
        causes: { faults: { '503': 409, timeout: 3 }, overload: {} },
        verdict: {
          kind: 'faulty',
          summary: '412 of 1,141 calls failed, 1 % are allowed; chance 1 in 10⁹',
        },
      }),
      green: health(),
    },
    traffic: {
      blue: traffic({
        callsPerSecond: 18.7,
        calls: 1122,
        faults: 398,
        overload: 12,
        slow: 201,
        waiting: 40,
        firstByteMs: { p50: 120, p95: 9_400, p99: 14_200 },
      }),
      green: traffic(),
    },
    ...overrides,
  })
}
