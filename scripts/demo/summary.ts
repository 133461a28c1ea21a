import type { HistoryEntry } from '../../src/control-plane/admin/answers.ts'
import type { Call } from './call.ts'

/** What the demo did and saw, with its times. */
export interface Seen {
  readonly calls: readonly Call[]
  readonly switchedAt: number
  readonly faultAt: number
  /** Newest first, as the router tells it. */
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
  /** What did not hold; empty when all did. */
  readonly problems: readonly string[]
  readonly sent: number
  readonly failed: number
  readonly phases: readonly PhaseSummary[]
  readonly switched: Change | undefined
  readonly rolledBack: Change | undefined
  /** From the order to switch to the start of the first call that went to green. */
  readonly switchToFirstGreenMs: number | undefined
  /** From the start of the first call that green failed to the start of the last call that still went to green. */
  readonly faultToLastGreenMs: number | undefined
}

const phases = ['blue', 'green', 'fault', 'blue again'] as const satisfies readonly PhaseName[]

/** The whole run in numbers, and what of the promise it breaks. */
export function summaryOf(seen: Seen): Summary {
  const { calls, switchedAt, history } = seen
  const onGreen = calls.filter(({ color }) => color === 'green')
  const firstGreenAt = Math.min(...onGreen.map(({ startedAt }) => startedAt))
  const lastGreenAt = Math.max(...onGreen.map(({ startedAt }) => startedAt))
  const firstFaultAt = Math.min(...onGreen.filter(isFault).map(({ startedAt }) => startedAt))
  const summarized = phases.map((phase) =>
    summaryOfPhase(
      phase,
      calls.filter((call) => phaseOf(call, seen, lastGreenAt) === phase)
    )
  )
  const switched = changeIn(history, ({ action, to }) => action === 'switch' && to === 'green')
  const rolledBack = changeIn(history, isOwnRollback)
  const problems = problemsOf(summarized, switched, rolledBack)
  return {
    ok: problems.length === 0,
    problems,
    sent: calls.length,
    failed: summarized.reduce((sum, { failed }) => sum + failed, 0),
    phases: summarized,
    switched,
    rolledBack,
    switchToFirstGreenMs: finite(firstGreenAt - switchedAt),
    faultToLastGreenMs: finite(lastGreenAt - firstFaultAt),
  }
}

/** Whether green failed the call, be it that blue took it over. */
function isFault({ failure, failedOver }: Call): boolean {
  return failure !== undefined || failedOver
}

/** The earliest of no times is infinite: there was none. */
function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined
}

/** A call belongs to the fault when the fault could reach it: it ran then, and started while green still got calls. */
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
  summarized: readonly PhaseSummary[],
  switched: Change | undefined,
  rolledBack: Change | undefined
): readonly string[] {
  const problems = summarized
    .filter(({ phase, failed }) => phase !== 'fault' && failed > 0)
    .map(({ phase, failed }) => `${failed} calls failed in the phase "${phase}"`)
  const empty = summarized
    .filter(({ sent }) => sent === 0)
    .map(({ phase }) => `no call was sent in the phase "${phase}"`)
  const onGreen = summarized.find(({ phase }) => phase === 'green')
  return [
    ...problems,
    ...empty,
    ...(onGreen?.toGreen === 0 ? ['no call went to green after the switch'] : []),
    ...(switched === undefined ? ['the history has no switch to green'] : []),
    ...(rolledBack === undefined ? ['the router did not roll back by itself'] : []),
  ]
}
