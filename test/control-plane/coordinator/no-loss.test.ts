import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../src/control-plane/admin/answers.ts'
import { kvSwitch } from '../../support/worker/faults/kv-switch.ts'
import {
  coordinatorOf,
  runThrough,
  sequences,
  type Observed,
} from '../../support/worker/operations.ts'
import { afterEntry, type ModelState } from '../../support/worker/reference-model.ts'

// One test, not one for each promise: all of them must hold in the same runs, and the runs are what takes time.
it('loses and reorders nothing, whatever happens in whatever order', async () => {
  const kv = kvSwitch(env.POINTERS)
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const observed = await runThrough(sequence, kv)
      expectGrowth(observed)
      const history = (await coordinatorOf(observed).history(500)).toReversed()
      expectWholeHistory(history, observed)
      expectCommands(history, observed)
      await expectOnePointer(observed)
    }),
    { numRuns: 25 }
  )
  kv.restore()
  expect(kv.failures()).toBeGreaterThan(0)
}, 120_000)

/** Revisions that were told never shrink. */
function expectGrowth({ revisions }: Observed): void {
  expect(revisions).toEqual(revisions.toSorted((one, another) => one - another))
}

/** The history, oldest first, against a plain rollout; it ends with the last revision that was told. */
function expectWholeHistory(history: readonly HistoryEntry[], { revisions }: Observed): void {
  let plain: ModelState = { live: 'blue', stable: 'blue' }
  let revision = 0
  for (const entry of history) {
    if (entry.action === 'break_glass') expect(entry.revision).toBeGreaterThan(revision)
    else expect(entry.revision).toBe(isBeside(entry) ? revision : revision + 1)
    expect(entry.from).toBe(plain.live)
    plain = afterEntry(plain, entry)
    expect(entry.to).toBe(plain.live)
    revision = entry.revision
  }
  expect(revision).toBe(revisions.at(-1))
}

/** What stands in the history and makes no revision. */
function isBeside({ action }: HistoryEntry): boolean {
  return action === 'alert' || action === 'alert_cleared' || action === 'set_collectors'
}

/** Each command that was said to be carried out stands there once, none that was refused does, and none out of turn. */
function expectCommands(history: readonly HistoryEntry[], { carriedOut, refused }: Observed): void {
  const written = history.filter(({ source }) => source === 'test').map(({ by }) => by)
  const stepOf = new Map(carriedOut.map(({ by, step }) => [by, step]))
  const known = written.filter((by) => stepOf.has(by))
  expect(known).toHaveLength(carriedOut.length)
  const order = known.map((by) => stepOf.get(by) ?? 0)
  expect(order).toEqual(order.toSorted((one, another) => one - another))
  for (const by of refused) expect(written).not.toContain(by)
}

/** KV holds the newest revision, and it says what the coordinator says. */
async function expectOnePointer({ model, revisions }: Observed): Promise<void> {
  const own = await coordinatorOf({ model }).pointer()
  expect(await env.POINTERS.get(`pointer:${model}`, 'json')).toEqual(own)
  expect(own.revision).toBe(revisions.at(-1))
}
