import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import type { Commanded, Order } from '../../../src/control-plane/coordinator/command.ts'
import type { Status } from '../../../src/control-plane/coordinator/status.ts'
import { other, type Color } from '../../../src/core/routing/color.ts'
import { liveOf, type Pointer } from '../../../src/core/routing/pointer.ts'
import type { Cause } from '../../../src/core/rollout/transition.ts'
import { report, tally } from '../reports.ts'
import type { kvSwitch } from './faults/kv-switch.ts'
import { freshModel } from './router-under-test.ts'

const happenings = [
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
  'break_glass_same_revision',
] as const

type Happening = (typeof happenings)[number]

/** What a run remembers of what it was told. */
export interface Told {
  readonly model: string
  readonly kv: ReturnType<typeof kvSwitch>
  /** Who was told that a command was carried out, and in which step. */
  readonly carriedOut: { readonly by: string; readonly step: number }[]
  readonly refused: string[]
  /** Every revision that an answer named, in the order of the answers. */
  readonly revisions: number[]
  step: number
  commands: number
  sequence: number
}

/** All that can happen to a model, in whatever order. */
export const sequences = fc.array(fc.constantFrom(...happenings), { minLength: 4, maxLength: 14 })

/** Lets it all happen to a fresh model, one after the other, and waits until the coordinator has settled. */
export async function runThrough(sequence: readonly Happening[], kv: Told['kv']): Promise<Told> {
  kv.set('up')
  const counts = { step: 0, commands: 0, sequence: 0 }
  const told = { model: freshModel(), kv, carriedOut: [], refused: [], revisions: [], ...counts }
  for (const happening of sequence) await take(happening, told)
  kv.set('up')
  await settle(told)
  return told
}

/** The coordinator that it all happens to. */
export function coordinatorOf({ model }: Pick<Told, 'model'>) {
  return env.COORDINATOR.getByName(model)
}

async function take(happening: Happening, told: Told): Promise<void> {
  told.step++
  switch (happening) {
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
  const event = orderOf(wish, cause, told)
  const commanded: Commanded = await coordinatorOf(told).command({ event, ifRevision: undefined })
  if (!commanded.ok) {
    told.refused.push(by)
    return
  }
  told.carriedOut.push({ by, step: told.step })
  told.revisions.push(commanded.value.revision)
}

function orderOf(wish: Color | 'rollback' | 'widen', cause: Cause, { commands }: Told): Order {
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
  told.revisions.push(reply.pointer.revision)
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

async function settle(told: Told): Promise<void> {
  await runDurableObjectAlarm(coordinatorOf(told))
  const status: Status = await coordinatorOf(told).status()
  told.revisions.push(status.revision)
}
