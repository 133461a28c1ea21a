import type { HistoryEntry, RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import type { Call } from './call.ts'

/** The calls of the demo, and the times of its steps in milliseconds since 1970. */
export interface Seen {
  readonly calls: readonly Call[]
  readonly switchedAt: number
  readonly faultAt: number
  /** Time of the switch to v3. */
  readonly nextSwitchedAt: number
  /** Newest entry first, as the admin route returns it. */
  readonly history: readonly HistoryEntry[]
  /** Newest first. */
  readonly rollouts: readonly RolloutShown[]
}

export type PhaseName = 'v1' | 'v2' | 'fault' | 'v1 again' | 'v3'

export interface PhaseSummary {
  readonly phase: PhaseName
  readonly sent: number
  readonly toGreen: number
  readonly failed: number
  /** Failed on one color and answered by the other. */
  readonly failedOver: number
}

export interface Change {
  readonly revision: number
  readonly at: string
  readonly by: string
  readonly evidence: string | null
}

/** A rollout, by the labels of its releases. */
export interface RolloutSummary {
  readonly id: string
  readonly from: string | undefined
  readonly to: string | undefined
  readonly result: string
  readonly by: string
  readonly endedBy: string | null
}

export interface Summary {
  readonly ok: boolean
  /** One message for each failed check; empty when all checks passed. */
  readonly problems: readonly string[]
  readonly sent: number
  readonly failed: number
  readonly phases: readonly PhaseSummary[]
  readonly switched: Change | undefined
  readonly rolledBack: Change | undefined
  readonly promoted: Change | undefined
  /** Oldest first. */
  readonly rollouts: readonly RolloutSummary[]
  /** From the switch command to the start of the first call that went to green. */
  readonly switchToFirstGreenMs: number | undefined
  /** From the start of the first call that failed on green to the start of the last call that went to green. */
  readonly faultToLastGreenMs: number | undefined
}

const phases = ['v1', 'v2', 'fault', 'v1 again', 'v3'] as const satisfies readonly PhaseName[]

/** Summarises a run and checks it: calls may fail only during the fault, and v3 takes the place of v2. */
export function summaryOf(seen: Seen): Summary {
  const { calls, switchedAt, nextSwitchedAt, history } = seen
  const onGreen = calls.filter(
    ({ color, startedAt }) => color === 'green' && startedAt < nextSwitchedAt
  )
  const firstGreenAt = Math.min(...onGreen.map(({ startedAt }) => startedAt))
  const lastGreenAt = Math.max(...onGreen.map(({ startedAt }) => startedAt))
  const firstFaultAt = Math.min(...onGreen.filter(isFault).map(({ startedAt }) => startedAt))
  const summaries = phases.map((phase) =>
    summaryOfPhase(
      phase,
      calls.filter((call) => phaseOf(call, seen, lastGreenAt) === phase)
    )
  )
  const switched = changeIn(history, ({ action, to }) => action === 'switch' && to === 'green')
  const rolledBack = changeIn(history, isOwnRollback)
  const promoted = changeIn(history, ({ action }) => action === 'promote')
  const rollouts = seen.rollouts.map(summaryOfRollout).toReversed()
  const problems = [...problemsOf(summaries, switched, rolledBack), ...rolloutProblems(rollouts)]
  return {
    ok: problems.length === 0,
    problems,
    sent: calls.length,
    failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
    phases: summaries,
    switched,
    rolledBack,
    promoted,
    rollouts,
    switchToFirstGreenMs: finite(firstGreenAt - switchedAt),
    faultToLastGreenMs: finite(lastGreenAt - firstFaultAt),
  }
}

/** Whether the call failed on green, also when blue answered it after a failover. */
function isFault({ failure, failedOver }: Call): boolean {
  return failure !== undefined || failedOver
}

/** Undefined for a difference of infinite times: the earliest of no times is infinite. */
function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined
}

/** A call belongs to the phase `fault` when it ran during the fault and started before the last call on green. */
function phaseOf(
  call: Call,
  { switchedAt, faultAt, nextSwitchedAt }: Seen,
  lastGreenAt: number
): PhaseName {
  if (call.startedAt >= nextSwitchedAt) return 'v3'
  if (call.startedAt > Math.max(lastGreenAt, faultAt)) return 'v1 again'
  if (call.endedAt >= faultAt) return 'fault'
  return call.startedAt < switchedAt ? 'v1' : 'v2'
}

function summaryOfPhase(phase: PhaseName, calls: readonly Call[]): PhaseSummary {
  return {
    phase,
    sent: calls.length,
    toGreen: calls.filter(({ color }) => color === 'green').length,
    failed: calls.filter(({ failure }) => failure !== undefined).length,
    failedOver: calls.filter(({ failedOver }) => failedOver).length,
  }
}

function isOwnRollback({ action, from, to, evidence }: HistoryEntry): boolean {
  return action === 'rollback' && from === 'green' && to === 'blue' && evidence !== null
}

/** Returns the oldest entry that matches. */
function changeIn(
  history: readonly HistoryEntry[],
  matches: (entry: HistoryEntry) => boolean
): Change | undefined {
  const entry = history.findLast(matches)
  if (entry === undefined) return undefined
  const { revision, at, by, evidence } = entry
  return { revision, at, by, evidence }
}

function problemsOf(
  summaries: readonly PhaseSummary[],
  switched: Change | undefined,
  rolledBack: Change | undefined
): readonly string[] {
  const problems = summaries
    .filter(({ phase, failed }) => phase !== 'fault' && failed > 0)
    .map(({ phase, failed }) => `${failed} calls failed in the phase "${phase}"`)
  const empty = summaries
    .filter(({ sent }) => sent === 0)
    .map(({ phase }) => `no call was sent in the phase "${phase}"`)
  const unused = summaries
    .filter(({ phase, toGreen }) => (phase === 'v2' || phase === 'v3') && toGreen === 0)
    .map(({ phase }) => `no call went to green in the phase "${phase}"`)
  return [
    ...problems,
    ...empty,
    ...unused,
    ...(switched === undefined ? ['the history has no switch to green'] : []),
    ...(rolledBack === undefined ? ['the router did not roll back by itself'] : []),
  ]
}

function summaryOfRollout({ id, from, to, result, by, endedBy }: RolloutShown): RolloutSummary {
  return { id, from: from?.release, to: to?.release, result, by, endedBy }
}

function rolloutProblems(rollouts: readonly RolloutSummary[]): readonly string[] {
  const story = rollouts.map(({ from, to, result }) => `${from} → ${to} ${result}`).join(', ')
  const expected = 'v1 → v2 rolled_back, v1 → v3 completed'
  return story === expected ? [] : [`the rollouts are "${story}", not "${expected}"`]
}
