import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { CommandResult } from '../../../src/control-plane/coordinator/command.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { other } from '../../../src/core/routing/color.ts'
import { liveOf, type Pointer } from '../../../src/core/routing/pointer.ts'
import { releaseIdOf } from '../../../src/core/routing/slot.ts'
import { pollOptions } from '../poll-options.ts'
import { currentTally, report } from '../reports.ts'
import type { kvSwitch } from './faults/kv-switch.ts'
import { commandOf, commandOperations, isCommand, type CommandOperation } from './commands.ts'
import { freshModel } from './router-under-test.ts'
import { verificationOf } from './verification.ts'

const operations = [
  ...commandOperations,
  'preview',
  'verified_release',
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

type Operation = (typeof operations)[number]

/** What a run has observed in the coordinator's answers. */
export interface Observed {
  readonly model: string
  readonly kv: ReturnType<typeof kvSwitch>
  /** Authors of the accepted commands, each with the step of its command. */
  readonly carriedOut: { readonly by: string; readonly step: number }[]
  readonly refused: string[]
  /** Authors of the verifications that have begun: the history has them when they have ended. */
  readonly begun: string[]
  /** The revisions in the answers, in the order of the answers. */
  readonly revisions: number[]
  step: number
  commands: number
  sequence: number
}

/** Random sequences of operations on one model. */
export const sequences = fc.array(fc.constantFrom(...operations), { minLength: 4, maxLength: 14 })

/** Performs the operations on a fresh model, then waits until coordinator and KV agree. */
export async function runThrough(
  sequence: readonly Operation[],
  kv: Observed['kv']
): Promise<Observed> {
  kv.set('up')
  const counts = { step: 0, commands: 0, sequence: 0 }
  const observed = {
    model: freshModel(),
    kv,
    carriedOut: [],
    refused: [],
    begun: [],
    revisions: [],
    ...counts,
  }
  for (const operation of sequence) await perform(operation, observed)
  kv.set('up')
  await untilVerified(observed)
  await reconcile(observed)
  return observed
}

/** The coordinator of the run. */
export function coordinatorOf({ model }: Pick<Observed, 'model'>) {
  return env.COORDINATOR.getByName(model)
}

async function perform(operation: Operation, observed: Observed): Promise<void> {
  observed.step++
  if (isCommand(operation)) return command(observed, operation)
  switch (operation) {
    case 'preview':
      return preview(observed)
    case 'verified_release':
      await command(observed, 'replace')
      await command(observed, observed.step % 3 === 0 ? 'verify_wrongly' : 'verify')
      return untilVerified(observed)
    case 'both_at_once':
      await Promise.all([command(observed, 'to_green'), command(observed, 'to_blue')])
      return
    case 'faults':
      return sendReport(observed, ++observed.sequence, 20)
    case 'successes':
      return sendReport(observed, ++observed.sequence, 0)
    case 'resend':
      return sendReport(observed, Math.max(1, observed.sequence), 20)
    case 'alarm':
      await runDurableObjectAlarm(coordinatorOf(observed))
      return
    case 'evict':
      await coordinatorOf(observed).pointer()
      return evictDurableObject(coordinatorOf(observed))
    case 'crash':
      return crash(observed)
    case 'crash_in_command':
      await Promise.allSettled([command(observed, 'to_green'), crash(observed)])
      return
    case 'kv_down':
      return observed.kv.set('down')
    case 'kv_up':
      return observed.kv.set('up')
    case 'break_glass':
      return breakGlass(observed, 1)
    case 'break_glass_same_revision':
      return breakGlass(observed, 0)
  }
}

async function command(observed: Observed, operation: CommandOperation): Promise<void> {
  const by = `operator ${observed.commands++}`
  const cause = { by, source: 'test', reason: 'because' }
  const event = commandOf(operation, cause, observed.model, observed.commands)
  const commanded: CommandResult = await coordinatorOf(observed).command({
    event,
    ifRevision: undefined,
  })
  if (!commanded.ok) {
    observed.refused.push(by)
    return
  }
  observed.revisions.push(commanded.value.revision)
  if (event.type === 'verify') observed.begun.push(by)
  else observed.carriedOut.push({ by, step: observed.step })
}

async function preview(observed: Observed): Promise<void> {
  const by = `operator ${observed.commands++}`
  const cause = { by, source: 'test', reason: 'because' }
  const until = '2026-01-31T12:00:00.000Z'
  await coordinatorOf(observed).preview({ target: 'idle', until, cause })
  observed.carriedOut.push({ by, step: observed.step })
}

async function untilVerified({ model }: Pick<Observed, 'model'>): Promise<void> {
  const stateOf = async () => (await verificationOf(model)).run?.state
  await expect.poll(stateOf, pollOptions).not.toBe('running')
}

async function sendReport(observed: Observed, sequence: number, fault: number): Promise<void> {
  const { slots, ...pointer } = await coordinatorOf(observed).pointer()
  const color = liveOf({ slots, ...pointer })
  const release = releaseIdOf(slots[color])
  const counted = currentTally({ color, release, started: 20, fault })
  const sent = report([counted], { sequence, revision: pointer.revision })
  const reply = await coordinatorOf(observed).report(sent)
  observed.revisions.push(reply.pointer.revision)
}

async function crash(observed: Observed): Promise<void> {
  await runInDurableObject(coordinatorOf(observed), (_, state) => {
    state.abort('crashed by a test')
  }).catch(() => undefined)
}

async function breakGlass(observed: Observed, revisionsAhead: number): Promise<void> {
  const known: Pointer = await coordinatorOf(observed).pointer()
  const revision = known.revision + revisionsAhead
  const written = { revision, slots: known.slots, stable: other(liveOf(known)), weight: 0 }
  await observed.kv.putByHand(`pointer:${observed.model}`, JSON.stringify(written))
}

async function reconcile(observed: Observed): Promise<void> {
  await runDurableObjectAlarm(coordinatorOf(observed))
  const status: Status = await coordinatorOf(observed).status()
  observed.revisions.push(status.revision)
}
