import { setTimeout } from 'node:timers/promises'
import { Agent } from 'undici'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { RunningModel } from '../../models/models.ts'
import { MODEL, type Fleet } from '../convergence/fleet.ts'
import type { Case } from './cases.ts'
import { isAnswered, startLoad, type Load } from './traffic.ts'

/** Calls that stable must have answered before an objective is learned from them. */
const CALLS_ON_STABLE = 150
/** Time in which a candidate is well before its fault begins. */
const GOOD_MS = 5_000
/** A fault that is not found in this time counts as missed. */
const GIVE_UP_MS = 150_000

/** What became of a fault. */
export interface Found {
  /** Seconds from the first failing call to the rollback; undefined when it was missed. */
  readonly seconds: number | undefined
  /** Calls that had no whole answer, from the fault to the rollback. */
  readonly failedCalls: number
  readonly evidence: string
}

/** Serves on blue, switches to green, breaks green, and watches until the router rolls back. */
export async function runCase(
  fleet: Fleet,
  slots: { readonly blue: RunningModel; readonly green: RunningModel },
  one: Case
): Promise<Found> {
  await Promise.all([slots.blue, slots.green].map((model) => model.control({ reset: true })))
  if (one.usual !== undefined) {
    const usual = one.usual
    await Promise.all([slots.blue, slots.green].map((model) => model.control(usual)))
  }
  const load = startLoad(fleet.urls, one.callsPerSecond, one.call)
  try {
    await waitFor(() => load.seen.filter(({ isWhole }) => isWhole).length >= CALLS_ON_STABLE)
    // The rollback of the case before has quarantined green.
    const body = { to: 'green', force: one.name } as const
    const switched = await fleet.client.command('switch', { model: MODEL }, body)
    if (!switched.ok) throw new Error(switched.refusal.message)
    await sendOthers(fleet, one)
    await setTimeout(GOOD_MS)
    return await breakGreen(fleet, slots.green, one, load, switched.value.revision)
  } finally {
    load.stop()
    await slots.green.control({ reset: true })
  }
}

async function breakGreen(
  fleet: Fleet,
  green: RunningModel,
  { fault, callMs }: Case,
  load: Load,
  revision: number
): Promise<Found> {
  const brokenAt = Date.now()
  await green.control({ reset: true, ...fault })
  const rollback = await rollbackAfter(fleet, revision)
  const endedAt = rollback === undefined ? Date.now() : Date.parse(rollback.at)
  await setTimeout(callMs)
  const failed = load.seen.filter(
    ({ startedAt, isWhole }) => !isWhole && startedAt >= brokenAt && startedAt <= endedAt
  )
  return {
    seconds: rollback === undefined ? undefined : (endedAt - brokenAt) / 1000,
    failedCalls: failed.length,
    evidence: rollback?.evidence ?? '',
  }
}

async function sendOthers(fleet: Fleet, { otherCalls = 0, call }: Case): Promise<void> {
  const agent = new Agent()
  const never = new AbortController().signal
  for (let sent = 0; sent < otherCalls; sent++) {
    await isAnswered(agent, fleet.urls[0] ?? '', 'somebody else', call, never)
  }
  await agent.close()
}

async function rollbackAfter(
  { client }: Fleet,
  revision: number
): Promise<HistoryEntry | undefined> {
  const giveUpAt = Date.now() + GIVE_UP_MS
  while (Date.now() < giveUpAt) {
    const history = await client.history(MODEL, { limit: 10 })
    if (!history.ok) throw new Error(history.refusal.message)
    const found = history.value.entries.find(
      (entry) => entry.action === 'rollback' && entry.revision > revision
    )
    if (found !== undefined) return found
    await setTimeout(100)
  }
  return undefined
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS
  while (!isTrue()) {
    if (Date.now() > giveUpAt) throw new Error('stable did not answer enough calls')
    await setTimeout(100)
  }
}
