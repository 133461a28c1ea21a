import type { HistoryEntry } from '../../src/control-plane/admin/history-answers.ts'
import type { Call } from './call.ts'

/** The calls of the demo, and the times of its steps in milliseconds since 1970. */
export interface Seen {
  readonly calls: readonly Call[]
  readonly switchedAt: number
  readonly faultAt: number
  /** Newest entry first, as the admin route returns it. */
  readonly history: readonly HistoryEntry[]
}

export type PhaseName = 'blue' | 'green' | 'fault' | 'blue again'

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

export interface Summary {
  readonly ok: boolean
  /** One message for each failed check; empty when all checks passed. */
  readonly problems: readonly string[]
  readonly sent: number
  readonly failed: number
  readonly phases: readonly PhaseSummary[]
  readonly switched: Change | undefined
  readonly rolledBack: Change | undefined
  /** From the switch command to the start of the first call that went to green. */
  readonly switchToFirstGreenMs: number | undefined
  /** From the start of the first call that failed on green to the start of the last call that went to green. */
  readonly faultToLastGreenMs: number | undefined
}

const phases = ['blue', 'green', 'fault', 'blue again'] as const satisfies readonly PhaseName[]

/** Summarises a run and checks it: calls may fail only during the fault, and the router must roll back by itself. */
export function summaryOf(seen: Seen): Summary {
  const { calls, switchedAt, history } = seen
  const onGreen = calls.filter(({ color }) => color === 'green')
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
  const problems = problemsOf(summaries, switched, rolledBack)
  return {
    ok: problems.length === 0,
    problems,
    sent: calls.length,
    failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
    phases: summaries,
    switched,
    rolledBack,
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
function phaseOf(call: Call, { switchedAt, faultAt }: Seen, lastGreenAt: number): PhaseName {
  if (call.startedAt > Math.max(lastGreenAt, faultAt)) return 'blue again'
  if (call.endedAt >= faultAt) return 'fault'
  return call.startedAt < switchedAt ? 'blue' : 'green'
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

function changeIn(
  history: readonly HistoryEntry[],
  matches: (entry: HistoryEntry) => boolean
): Change | undefined {
  const entry = history.find(matches)
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
  const onGreen = summaries.find(({ phase }) => phase === 'green')
  return [
    ...problems,
    ...empty,
    ...(onGreen?.toGreen === 0 ? ['no call went to green after the switch'] : []),
    ...(switched === undefined ? ['the history has no switch to green'] : []),
    ...(rolledBack === undefined ? ['the router did not roll back by itself'] : []),
  ]
}
