import { setTimeout } from 'node:timers/promises'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { RunningModel } from '../../models/models.ts'
import { MODEL, type Fleet } from './fleet.ts'
import type { TimedCall, Traffic } from './traffic.ts'

/** Time in which every isolate reports at least twice during the bake. */
const WARM_MS = 2_000
const GIVE_UP_MS = 20_000
/** Calls are recorded this long after the last isolate has converged: no fault may fall into the slice of the next switch. */
const AFTER_MS = 1_500

/** The effects of one fault. Times are in milliseconds since the first failed call. */
export interface Run {
  readonly decisionMs: number
  /** Start of the first call on the other color in the last isolate to converge. */
  readonly lastIsolateMs: number
  readonly failedCalls: number
  readonly failedOverCalls: number
  readonly calls: number
}

/** Switches to green under load, makes green fail all calls, and waits until every isolate follows the rollback. */
export async function runOnce(fleet: Fleet, green: RunningModel, traffic: Traffic): Promise<Run> {
  // The rollback of the run before has quarantined green.
  const body = { to: 'green', force: 'next run' } as const
  const switched = await fleet.client.command('switch', { model: MODEL }, body)
  if (!switched.ok) throw new Error(switched.refusal.message)
  await waitForAll(fleet, traffic, switched.value.revision)
  await setTimeout(WARM_MS)
  traffic.take()
  await green.control({ fail: { share: 1 } })
  const rollback = await waitForRollback(fleet, switched.value.revision)
  const calls = await waitForAll(fleet, traffic, rollback.revision)
  await setTimeout(AFTER_MS)
  await green.control({ reset: true })
  return measure([...calls, ...traffic.take()], rollback)
}

function measure(calls: readonly TimedCall[], { revision, at }: HistoryEntry): Run {
  const affected = calls.filter(({ status, isFailedOver }) => isFailedOver || isFailure(status))
  const firstAt = Math.min(...affected.map(({ endedAt }) => endedAt))
  const callsByIsolate = Map.groupBy(
    calls.filter((one) => one.revision >= revision),
    ({ isolate }) => isolate
  )
  const convergedAt = [...callsByIsolate.values()].map((ofIsolate) =>
    Math.min(...ofIsolate.map(({ startedAt }) => startedAt))
  )
  return {
    decisionMs: Date.parse(at) - firstAt,
    lastIsolateMs: Math.max(...convergedAt) - firstAt,
    failedCalls: calls.filter(({ status }) => isFailure(status)).length,
    failedOverCalls: calls.filter(({ isFailedOver }) => isFailedOver).length,
    calls: calls.length,
  }
}

function isFailure(status: number | undefined): boolean {
  return status === undefined || status >= 400
}

/** Collects calls until each isolate has answered one with this revision. */
async function waitForAll(
  { urls }: Fleet,
  traffic: Traffic,
  revision: number
): Promise<readonly TimedCall[]> {
  const calls: TimedCall[] = []
  const giveUpAt = Date.now() + GIVE_UP_MS
  for (;;) {
    calls.push(...traffic.take())
    const converged = calls.filter((one) => one.revision >= revision)
    if (new Set(converged.map(({ isolate }) => isolate)).size === urls.length) return calls
    if (Date.now() > giveUpAt)
      throw new Error(
        `not every isolate reached revision ${revision} within ${GIVE_UP_MS / 1000} s`
      )
    await setTimeout(20)
  }
}

async function waitForRollback({ client }: Fleet, before: number): Promise<HistoryEntry> {
  const giveUpAt = Date.now() + GIVE_UP_MS
  while (Date.now() < giveUpAt) {
    const history = await client.history(MODEL, { limit: 5 })
    if (!history.ok) throw new Error(history.refusal.message)
    const rollback = history.value.entries.find(
      ({ action, revision }) => action === 'rollback' && revision > before
    )
    if (rollback !== undefined) return rollback
    await setTimeout(100)
  }
  throw new Error('the router did not roll back')
}
