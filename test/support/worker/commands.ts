import type { OperatorCommand } from '../../../src/control-plane/coordinator/command.ts'
import type { Cause } from '../../../src/core/rollout/state.ts'
import { verifyBody } from '../../../src/control-plane/admin/verify-body.ts'
import { suiteOf } from './verification.ts'
import { originOf } from './router-under-test.ts'

/** The operations that are commands of an operator. */
export const commandOperations = [
  'to_blue',
  'to_green',
  'to_idle_by_force',
  'promote',
  'rollback',
  'stage',
  'replace',
  'apply',
  'verify',
  'verify_wrongly',
  'cancel_verification',
  'remove_suite',
  'forgive',
  'pause',
  'resume',
  'set_collectors',
] as const

export type CommandOperation = (typeof commandOperations)[number]

export function isCommand(operation: string): operation is CommandOperation {
  return commandOperations.some((known) => known === operation)
}

/** Returns the command of an operation. `count` is the number of commands before it. */
export function commandOf(
  operation: CommandOperation,
  cause: Cause,
  model: string,
  count: number
): OperatorCommand {
  const release = `v${3 + (count % 3)}`
  const environment = { origin: originOf(model, 'green'), release, headers: {} }
  switch (operation) {
    case 'to_blue':
      return { type: 'switch', to: 'blue', cause }
    case 'to_green':
      return { type: 'switch', to: 'green', cause }
    case 'to_idle_by_force':
      return { type: 'switch', force: 'an outage', cause }
    case 'stage':
      return { type: 'stage', environment, cause }
    case 'replace':
      return { type: 'stage', environment, replace: true, cause }
    case 'apply':
      return { type: 'apply', replace: count % 2 === 0, cause }
    case 'verify':
      return verifyCommand({}, cause)
    case 'verify_wrongly':
      return verifyCommand({ expect: { status: 404 } }, cause)
    case 'remove_suite':
      return { type: 'remove_suite', suite: 'golden', cause }
    case 'cancel_verification':
    case 'promote':
    case 'rollback':
    case 'forgive':
    case 'pause':
    case 'resume':
      return { type: operation, cause }
    case 'set_collectors':
      return { type: 'set_collectors', perRegion: count % 3, cause }
  }
}

/** The command to verify with one case, as the admin route parses it. */
function verifyCommand(changes: object, cause: Cause): OperatorCommand {
  const { reason: _, ...body } = verifyBody.parse({ suite: 'golden', document: suiteOf(changes) })
  return { type: 'verify', ...body, cause }
}
