import { setTimeout } from 'node:timers/promises'
import type { HistoryEntry } from '../../../src/control-plane/admin/answers.ts'
import type { RunningModel } from '../../models/models.ts'
import { MODEL, type Fleet } from './fleet.ts'
import type { Seen, Traffic } from './traffic.ts'

/** Long enough for every isolate to have reported twice in the bake. */
const WARM_MS = 2_000
const GIVE_UP_MS = 20_000
/** How long calls are watched after the last isolate is over: no fault may lie in the second of the next switch. */
const AFTER_MS = 1_500

/** What one fault led to, in milliseconds since the first call that it failed. */
export interface Run {
  readonly decisionMs: number
  /** Start of the first call on the other color, in the isolate that came last. */
  readonly lastIsolateMs: number
  readonly failedCalls: number
  readonly failedOverCalls: number
  readonly calls: number
}

/** Switches to green under load, lets green fail all calls, and watches until every isolate has gone back. */
export async function runOnce(fleet: Fleet, green: RunningModel, traffic: Traffic): Promise<Run> {
  const switched = await fleet.client.switchTo('green', { model: MODEL, reason: 'next run' })
  if (!switched.ok) throw new Error(switched.refusal.message)
  await waitForAll(fleet, traffic, switched.value.revision)
  await setTimeout(WARM_MS)
  traffic.take()
  await green.control({ fail: { share: 1 } })
  const rollback = await waitForRollback(fleet, switched.value.revision)
  const seen = await waitForAll(fleet, traffic, rollback.revision)
  await setTimeout(AFTER_MS)
  await green.control({ reset: true })
  return measure([...seen, ...traffic.take()], rollback)
}

function measure(seen: readonly Seen[], { revision, at }: HistoryEntry): Run {
  const hit = seen.filter(({ status, isFailedOver }) => isFailedOver || isFailure(status))
  const firstAt = Math.min(...hit.map(({ endedAt }) => endedAt))
  const firsts = Map.groupBy(
    seen.filter((one) => one.revision >= revision),
    ({ isolate }) => isolate
  )
  const overAt = [...firsts.values()].map((calls) =>
    Math.min(...calls.map(({ startedAt }) => startedAt))
  )
  return {
    decisionMs: Date.parse(at) - firstAt,
    lastIsolateMs: Math.max(...overAt) - firstAt,
    failedCalls: seen.filter(({ status }) => isFailure(status)).length,
    failedOverCalls: seen.filter(({ isFailedOver }) => isFailedOver).length,
    calls: seen.length,
  }
}

function isFailure(status: number | undefined): boolean {
  return status === undefined || status >= 400
}

/** The calls until each isolate has answered one by this revision. */
async function waitForAll(
  { urls }: Fleet,
  traffic: Traffic,
  revision: number
): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  const giveUpAt = Date.now() + GIVE_UP_MS
  for (;;) {
    seen.push(...traffic.take())
    const over = seen.filter((one) => one.revision >= revision)
    if (new Set(over.map(({ isolate }) => isolate)).size === urls.length) return seen
    if (Date.now() > giveUpAt) throw new Error(`not every isolate came to revision ${revision}`)
    await setTimeout(20)
  }
}

async function waitForRollback({ client }: Fleet, before: number): Promise<HistoryEntry> {
  const giveUpAt = Date.now() + GIVE_UP_MS
  while (Date.now() < giveUpAt) {
    const history = await client.history(MODEL, 5)
    if (!history.ok) throw new Error(history.refusal.message)
    const found = history.value.entries.find(
      ({ action, revision }) => action === 'rollback' && revision > before
    )
    if (found !== undefined) return found
    await setTimeout(100)
  }
  throw new Error('the router did not roll back')
}
