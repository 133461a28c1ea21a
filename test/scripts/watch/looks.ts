import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { RolloutShown } from '../../../src/control-plane/admin/history-answers.ts'
import { noEvidence } from '../../../scripts/cli/watch/evidence.ts'
import type { ModelLook, ViewState } from '../../../scripts/cli/watch/view-state.ts'
import { atStep, historyOf } from '../wait/history.ts'

/** The time of the looks: 6:12 after the begin of the step of `atStep`. */
export const now = Date.parse('2026-01-01T00:06:17.000Z')

export const terminal = { colors: false, columns: 80, rows: 30, isLive: true }

const quiet = { overload: 0, waiting: 0 }

/** What a router says of the last minute, and of the limits. */
const recent = {
  traffic: {
    blue: {
      ...quiet,
      callsPerSecond: 19,
      calls: 1_140,
      faults: 1,
      slow: 14,
      firstByteMs: { p50: 31, p95: 210, p99: 480 },
    },
    green: {
      ...quiet,
      callsPerSecond: 1,
      calls: 60,
      faults: 1,
      slow: 0,
      firstByteMs: { p50: 29, p95: 180, p99: 410 },
    },
  },
  limits: {
    faults: 0.01,
    overload: 0.05,
    slow: 0.05,
    lost: 0.02,
    firstByteSeconds: 0.5,
    learnedFirstByteSeconds: {},
  },
}

/** A look at a rollout by steps. */
export function lookAt(status: Partial<Status> = {}, rest: Partial<ModelLook> = {}): ModelLook {
  const changes = historyOf([4, 'switch', 'blue', 1], [5, 'step', 'blue', 10])
  const whole = { ...atStep(status), ...recent }
  return { kind: 'one', status: whole, evidence: noEvidence, changes, rollout: undefined, ...rest }
}

/** The state of a view that has just got an answer. */
export function stateWith(look: ViewState['look'], rest: Partial<ViewState> = {}): ViewState {
  return { look, lookedAt: now, trouble: undefined, intervalMs: 2_000, ...rest }
}

/** A rollout of green that began with revision 4. */
export function rolloutOf(
  result: RolloutShown['result'],
  overrides: Partial<RolloutShown> = {}
): RolloutShown {
  return {
    id: 'chat-4',
    entry: 4,
    from: null,
    to: null,
    result,
    revisions: [4],
    by: 'mira',
    reason: 'x',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    endedBy: null,
    endReason: null,
    evidence: null,
    numbers: null,
    ...overrides,
  }
}
