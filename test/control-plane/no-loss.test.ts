import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Commanded, Order } from '../../src/control-plane/command.ts'
import type { Entry, Status } from '../../src/control-plane/status.ts'
import { other, type Color } from '../../src/core/color.ts'
import { liveOf, type Pointer } from '../../src/core/pointer.ts'
import type { Cause } from '../../src/core/rollout.ts'
import { report, tally } from '../support/reports.ts'
import { kvSwitch } from '../support/worker/faults/kv-switch.ts'
import { freshModel } from '../support/worker/router-under-test.ts'

type Step =
  | 'to_blue'
  | 'to_green'
  | 'rollback'
  | 'widen'
  | 'both_at_once'
  | 'faults'
  | 'successes'
  | 'resend'
  | 'alarm'
  | 'evict'
  | 'crash'
  | 'crash_in_command'
  | 'kv_down'
  | 'kv_up'
  | 'break_glass'
  | 'break_glass_same_revision'

const steps = fc.array(
  fc.constantFrom<Step>(
    'to_blue',
    'to_green',
    'rollback',
    'widen',
    'both_at_once',
    'faults',
    'successes',
    'resend',
    'alarm',
    'evict',
    'crash',
    'crash_in_command',
    'kv_down',
    'kv_up',
    'break_glass',
    'break_glass_same_revision'
  ),
  { minLength: 4, maxLength: 14 }
)

/** What a run remembers of what it was told. */
interface Told {
  readonly model: string
  readonly kv: ReturnType<typeof kvSwitch>
  /** Who was told that a command was carried out, and in which step. */
  readonly carriedOut: { readonly by: string; readonly step: number }[]
  readonly refused: string[]
  step: number
  commands: number
  sequence: number
  revision: number
}

it('loses and reorders nothing, whatever happens in whatever order', async () => {
  const kv = kvSwitch(env.POINTERS)
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const told = begin(kv)
      for (const step of taken) await take(step, told)
      kv.set('up')
      await settled(told)
      const history = await coordinatorOf(told).history(500)
      expectWholeHistory(history.toReversed(), told)
      await expectOnePointer(told)
    }),
    { numRuns: 25 }
  )
  kv.restore()
  expect(kv.failures()).toBeGreaterThan(0)
}, 120_000)

function begin(kv: Told['kv']): Told {
  kv.set('up')
  const counts = { step: 0, commands: 0, sequence: 0, revision: 0 }
  return { model: freshModel(), kv, carriedOut: [], refused: [], ...counts }
}

function coordinatorOf({ model }: Told) {
  return env.COORDINATOR.getByName(model)
}

async function take(step: Step, told: Told): Promise<void> {
  told.step++
  switch (step) {
    case 'to_blue':
      return command(told, 'blue')
    case 'to_green':
      return command(told, 'green')
    case 'rollback':
      return command(told, 'rollback')
    case 'widen':
      return command(told, 'widen')
    case 'both_at_once':
      await Promise.all([command(told, 'green'), command(told, 'blue')])
      return
    case 'faults':
      return sendReport(told, ++told.sequence, 20)
    case 'successes':
      return sendReport(told, ++told.sequence, 0)
    case 'resend':
      return sendReport(told, Math.max(1, told.sequence), 20)
    case 'alarm':
      await runDurableObjectAlarm(coordinatorOf(told))
      return
    case 'evict':
      await coordinatorOf(told).pointer()
      return evictDurableObject(coordinatorOf(told))
    case 'crash':
      return crash(told)
    case 'crash_in_command':
      await Promise.allSettled([command(told, 'green'), crash(told)])
      return
    case 'kv_down':
      return told.kv.set('down')
    case 'kv_up':
      return told.kv.set('up')
    case 'break_glass':
      return breakGlass(told, 1)
    case 'break_glass_same_revision':
      return breakGlass(told, 0)
  }
}

async function command(told: Told, wish: Color | 'rollback' | 'widen'): Promise<void> {
  const by = `operator ${told.commands++}`
  const cause = { by, via: 'test', reason: 'because' }
  const event = eventOf(wish, cause, told)
  const commanded: Commanded = await coordinatorOf(told).command({ event, ifRevision: undefined })
  if (!commanded.ok) {
    told.refused.push(by)
    return
  }
  told.carriedOut.push({ by, step: told.step })
  expectGrowth(told, commanded.value.revision)
}

function eventOf(wish: Color | 'rollback' | 'widen', cause: Cause, { commands }: Told): Order {
  if (wish === 'rollback') return { type: 'rollback', cause }
  if (wish === 'widen') return { type: 'widen', collectors: commands % 3, cause }
  return { type: 'switch', to: wish, cause }
}

async function sendReport(told: Told, sequence: number, fault: number): Promise<void> {
  const { slots, ...pointer } = await coordinatorOf(told).pointer()
  const color = liveOf({ slots, ...pointer })
  const sent = report([tally({ color, release: slots[color].release, started: 20, fault })], {
    sequence,
    revision: pointer.revision,
  })
  const reply = await coordinatorOf(told).report(sent)
  expectGrowth(told, reply.pointer.revision)
}

async function crash(told: Told): Promise<void> {
  await runInDurableObject(coordinatorOf(told), (_, state) => {
    state.abort('crashed by a test')
  }).catch(() => undefined)
}

async function breakGlass(told: Told, ahead: number): Promise<void> {
  const known: Pointer = await coordinatorOf(told).pointer()
  const stable = other(liveOf(known))
  const written = { revision: known.revision + ahead, slots: known.slots, stable, weight: 0 }
  await told.kv.putByHand(`pointer:${told.model}`, JSON.stringify(written))
}

async function settled(told: Told): Promise<Status> {
  await runDurableObjectAlarm(coordinatorOf(told))
  const status: Status = await coordinatorOf(told).status()
  expectGrowth(told, status.revision)
  return status
}

/** Revisions that were told never shrink. */
function expectGrowth(told: Told, revision: number): void {
  expect(revision).toBeGreaterThanOrEqual(told.revision)
  told.revision = revision
}

/** The history, oldest first, against a plain model: which color is live, and which is stable. */
function expectWholeHistory(history: readonly Entry[], told: Told): void {
  let model: { readonly live: Color; readonly stable: Color } = { live: 'blue', stable: 'blue' }
  let revision = 0
  for (const entry of history) {
    if (entry.action === 'adopt') expect(entry.revision).toBeGreaterThan(revision)
    else expect(entry.revision).toBe(revision + 1)
    expect(entry.from).toBe(model.live)
    model = afterEntry(model, entry)
    expect(entry.to).toBe(model.live)
    revision = entry.revision
  }
  expect(revision).toBe(told.revision)
  expectCommands(
    history.filter(({ via }) => via === 'test').map(({ by }) => by),
    told
  )
}

/** Each command that was said to be carried out stands there once, none that was refused does, and none out of turn. */
function expectCommands(written: readonly string[], { carriedOut, refused }: Told): void {
  const stepOf = new Map(carriedOut.map(({ by, step }) => [by, step]))
  const known = written.filter((by) => stepOf.has(by))
  expect(known).toHaveLength(carriedOut.length)
  const order = known.map((by) => stepOf.get(by) ?? 0)
  expect(order).toEqual(order.toSorted((one, another) => one - another))
  for (const by of refused) expect(written).not.toContain(by)
}

function afterEntry(
  model: { readonly live: Color; readonly stable: Color },
  { action, to }: Entry
): { readonly live: Color; readonly stable: Color } {
  switch (action) {
    case 'switch':
      return { ...model, live: other(model.live) }
    case 'rollback':
      return { ...model, live: model.stable }
    case 'complete':
      return { ...model, stable: model.live }
    case 'adopt':
      return { live: to, stable: to }
    case 'seed':
    case 'hold':
    case 'recover':
    case 'configure':
    case 'widen':
      return model
  }
}

/** KV holds the newest revision, and it says what the coordinator says. */
async function expectOnePointer(told: Told): Promise<void> {
  const own = await coordinatorOf(told).pointer()
  expect(await env.POINTERS.get(`pointer:${told.model}`, 'json')).toEqual(own)
  expect(own.revision).toBe(told.revision)
}
