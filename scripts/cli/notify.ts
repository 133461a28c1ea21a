import type { Command } from 'commander'
import { ok } from '../../src/core/result.ts'
import type { ReceiverTest } from '../../src/control-plane/admin/notify-answer.ts'
import { adminClient } from './admin-client.ts'
import type { Outcome } from './commands.ts'
import type { Connection } from './connection.ts'
import { common } from './options.ts'
import type { actionsOf, CommonFlags } from './run-command.ts'

/** Adds `notify test`. */
export function addNotify(bluegreen: Command, { onWord }: ReturnType<typeof actionsOf>): void {
  const notify = bluegreen.command('notify').description('the receivers of notifications')
  common(notify.command('test'))
    .description('send a test message, and say what came back; 5 when a receiver did not take it')
    .argument('[receiver]', 'the receiver (default: all)')
    .action(onWord<CommonFlags>(notifyTest))
}

/** Sends a test message to a receiver, or to all of them. */
async function notifyTest(connection: Connection, receiver: string | undefined): Outcome {
  const tested = await adminClient(connection).notifyTest({ receiver })
  if (!tested.ok) return tested
  const { receivers } = tested.value
  const report = { text: receivers.map(lineOf).join('\n'), json: tested.value }
  return ok(receivers.every((one) => one.ok) ? report : { ...report, partial: 'unexpected' })
}

function lineOf({ receiver, kind, ok: isTaken, result, ms }: ReceiverTest): string {
  return `${isTaken ? '✔' : '✘'} ${receiver} (${kind}): ${result} after ${ms} ms`
}
