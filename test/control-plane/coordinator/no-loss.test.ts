import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { colors } from '../../../src/core/routing/color.ts'
import { kvSwitch } from '../../support/worker/faults/kv-switch.ts'
import {
  coordinatorOf,
  runThrough,
  sequences,
  type Observed,
} from '../../support/worker/operations.ts'
import { statusOf } from '../../support/worker/router-under-test.ts'
import {
  afterEntry,
  firstState,
  isAllowed,
  revisionsAfter,
  type ModelState,
} from '../../support/worker/reference-model.ts'

// One test for all guarantees: they must hold in the same runs, and the runs take most of the time.
it('loses and reorders no command or revision, for any sequence of operations and faults', async () => {
  const kv = kvSwitch(env.POINTERS)
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const observed = await runThrough(sequence, kv)
      expectGrowth(observed)
      const history = (await coordinatorOf(observed).history(500)).toReversed()
      await expectWholeHistory(history, observed)
      expectCommands(history, observed)
      await expectOnePointer(observed)
    }),
    { numRuns: 25 }
  )
  kv.restore()
  expect(kv.failures()).toBeGreaterThan(0)
}, 120_000)

/** The revisions in the answers never decrease. */
function expectGrowth({ revisions }: Observed): void {
  expect(revisions).toEqual(revisions.toSorted((one, another) => one - another))
}

/**
 * The history, oldest first, matches the reference model and ends with the last revision answered
 * and the state of the status.
 */
async function expectWholeHistory(
  history: readonly HistoryEntry[],
  { model, revisions }: Observed
): Promise<void> {
  let state: ModelState = firstState
  let revision = 0
  for (const entry of history) {
    if (entry.action === 'break_glass') expect(entry.revision).toBeGreaterThan(revision)
    else expect(revisionsAfter(state, revision, entry)).toContain(entry.revision)
    expect(entry.from).toBe(state.live)
    expect(isAllowed(state, entry), `${entry.action} after ${JSON.stringify(state)}`).toBe(true)
    state = afterEntry(state, entry)
    expect(entry.to).toBe(state.live)
    revision = entry.revision
  }
  expect(revision).toBe(revisions.at(-1))
  const { live, stable, quarantined, paused, wayBack, slots } = await statusOf(model)
  const { verified, ...rest } = state
  const shown = { live, stable, quarantined, isPaused: paused !== null }
  expect({ ...shown, hasPrevious: wayBack !== null }).toEqual(rest)
  for (const color of colors) {
    if (verified[color] !== undefined) expect(slots[color].verified).toBe(verified[color])
  }
}

/**
 * The history holds each accepted command once and in order, each verification at most once, by its
 * end, and no refused command.
 */
function expectCommands(history: readonly HistoryEntry[], observed: Observed): void {
  const { carriedOut, refused, begun } = observed
  const written = history.filter(({ source }) => source === 'test').map(({ by }) => by)
  const stepOf = new Map(carriedOut.map(({ by, step }) => [by, step]))
  const known = written.filter((by) => stepOf.has(by))
  expect(known).toHaveLength(carriedOut.length)
  const order = known.map((by) => stepOf.get(by) ?? 0)
  expect(order).toEqual(order.toSorted((one, another) => one - another))
  for (const by of begun) {
    const ends = history.filter((entry) => entry.by === by).map(({ action }) => action)
    expect(['', 'verify', 'verification_failed']).toContain(ends.join(', '))
  }
  for (const by of refused) expect(written).not.toContain(by)
}

/** KV holds the coordinator's pointer, at the newest revision. */
async function expectOnePointer({ model, revisions }: Observed): Promise<void> {
  const own = await coordinatorOf({ model }).pointer()
  expect(await env.POINTERS.get(`pointer:${model}`, 'json')).toEqual(own)
  expect(own.revision).toBe(revisions.at(-1))
}
