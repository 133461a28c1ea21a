import type { Verdict } from '../detector/verdict.ts'
import type { RouterFaults } from '../reporting/router-faults.ts'
import { refusalMessage, type PointerRefusal } from '../routing/pointer-refusal.ts'
import { unusableMessage, type UnusableColors } from '../routing/usable-pointer.ts'
import type { AlertCode } from './alert-codes.ts'
import type { Condition } from './alerts.ts'
import type { ConfiguredDifference } from './apply-configured.ts'
import { evidenceOf } from './evidence-numbers.ts'
import type { ProbeResult } from './stable-probe.ts'
import type { Rollout } from './state.ts'

/** What the coordinator knows when it looks for alerts. */
export interface AlertFacts {
  readonly rollout: Rollout
  /** The verdict on stable while both colors take calls; only the candidate's moves traffic. */
  readonly onStable: Verdict | undefined
  readonly unusable: UnusableColors
  /** Why receivers of notifications cannot be called. */
  readonly receiverProblems: readonly string[]
  /** The last probe of stable. */
  readonly stableProbe: ProbeResult | undefined
  /** Milliseconds for which KV has not shown the newest pointer; 0 when it shows it. */
  readonly kvBehindMs: number
  /** What isolates have reported of the router's own failures lately. */
  readonly faults: RecentFaults
  /** Differences that a deploy made and that were not followed. */
  readonly unfollowed: readonly ConfiguredDifference[]
  /** Deliveries that were given up lately, such as "ops: 410". */
  readonly failedDeliveries: readonly string[]
}

/** Failures of the router itself in the last minutes. */
export interface RecentFaults extends RouterFaults {
  /** Whether the look covers all of the last minutes: not after an eviction. */
  readonly isComplete: boolean
}

/** After a write, KV may show the older pointer for two minutes without anything being wrong. */
export const KV_STALE_MS = 180_000

/** Returns which alerts hold. What is not known is left out. */
export function conditionsOf(facts: AlertFacts): readonly Condition[] {
  const { faults } = facts
  return [
    ...stableFaulty(facts),
    secretMissing(facts),
    ...noWayBack(facts),
    ...kvStale(facts),
    ...recent('internal_errors', faults.internalErrors, faults.isComplete, internalErrorsMessage),
    ...recent('reports_lost', faults.droppedTallies, faults.isComplete, reportsLostMessage),
    condition('config_differs', configDiffersMessage(facts)),
    condition('notification_failed', failedMessage(facts)),
  ]
}

/** Returns which alerts about the pointer in KV hold, after a read that succeeded. */
export function pointerConditions(refusal: PointerRefusal | undefined): readonly Condition[] {
  const isMalformed = refusal === 'malformed'
  const message = refusal === undefined ? undefined : refusalMessage(refusal)
  return [
    condition('pointer_refused', isMalformed ? undefined : message),
    condition('pointer_malformed', isMalformed ? message : undefined),
  ]
}

function condition(code: AlertCode, message: string | undefined): Condition {
  return message === undefined ? { code, holds: false } : { code, holds: true, message }
}

/** With too few calls nothing is known: an alert that is raised stays, and does not come and go. */
function stableFaulty({ rollout, onStable }: AlertFacts): readonly Condition[] {
  const code = 'stable_faulty'
  if (rollout.phase === 'idle' || onStable === undefined) return [{ code, holds: false }]
  const evidence = evidenceOf(onStable)
  switch (onStable.kind) {
    case 'faulty': {
      const message = `${rollout.stable} is faulty while ${rollout.candidate} is on trial`
      return [{ code, holds: true, message, evidence }]
    }
    case 'healthy':
      return [{ code, holds: false, evidence }]
    case 'undecided':
      return []
  }
}

function secretMissing({ unusable, receiverProblems }: AlertFacts): Condition {
  const receivers = receiverProblems.map((problem) => `No notification goes to ${problem}.`)
  const problems = [unusableMessage(unusable), ...receivers].filter((one) => one !== undefined)
  return condition('secret_missing', problems.length === 0 ? undefined : problems.join(' '))
}

/** A color that was not probed yet may be ready or not. */
function noWayBack({ rollout, unusable, stableProbe }: AlertFacts): readonly Condition[] {
  if (rollout.phase === 'idle') return [condition('no_way_back', undefined)]
  const { stable, candidate } = rollout
  if (stable in unusable || stableProbe?.ready === false) {
    const why = stable in unusable ? 'cannot be called' : 'does not answer its probe'
    const message = `${stable} ${why}, so there is no automatic rollback from ${candidate}`
    return [condition('no_way_back', message)]
  }
  return stableProbe === undefined ? [] : [condition('no_way_back', undefined)]
}

function kvStale({ kvBehindMs, rollout }: AlertFacts): readonly Condition[] {
  if (kvBehindMs === 0) return [condition('kv_stale', undefined)]
  if (kvBehindMs < KV_STALE_MS) return []
  const message = `KV does not show revision ${rollout.revision}: cold isolates follow an older one, and the router goes on trying`
  return [condition('kv_stale', message)]
}

function recent(
  code: AlertCode,
  count: number,
  isComplete: boolean,
  messageOf: (count: number) => string
): readonly Condition[] {
  if (count > 0) return [condition(code, messageOf(count))]
  return isComplete ? [condition(code, undefined)] : []
}

function internalErrorsMessage(count: number): string {
  return `the router's own code threw ${counted(count, 'error')} in the last ten minutes; clients got answers, and no color was blamed`
}

function reportsLostMessage(count: number): string {
  return `isolates dropped ${counted(count, 'group')} of counts in the last ten minutes, because no report was acknowledged`
}

function configDiffersMessage({ unfollowed, rollout }: AlertFacts): string | undefined {
  if (unfollowed.length === 0) return undefined
  const differences = unfollowed.map(({ color, configured }) => {
    const { release, origin } = rollout.slots[color]
    const [wanted, stands] = [configured.release, release]
    return wanted === stands
      ? `${color}: ${wanted} configured at ${configured.origin}, ${stands} stands at ${origin}`
      : `${color}: configured ${wanted}, ${live(rollout) === color ? 'live' : 'in the slot'} ${stands}`
  })
  return `a deploy changed a slot that is in use, which stays as it is (${differences.join('; ')})`
}

function live(rollout: Rollout): string {
  return rollout.phase === 'idle' ? rollout.stable : rollout.candidate
}

function failedMessage({ failedDeliveries }: AlertFacts): string | undefined {
  if (failedDeliveries.length === 0) return undefined
  return `${counted(failedDeliveries.length, 'notification')} did not arrive (${[...new Set(failedDeliveries)].join('; ')})`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
