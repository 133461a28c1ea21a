import { secretNamesOf } from '../../core/notification/receiver.ts'
import { configuredReceivers } from '../config/configured-models.ts'
import type { OperatorCommand } from '../coordinator/command.ts'
import { AdminError } from './admin-error.ts'

/** Throws the answer for a release with a secret of a receiver: an origin could speak for the router. */
export function refuseReceiverSecrets(event: OperatorCommand): void {
  if (event.type !== 'stage') return
  const names = new Set(configuredReceivers.flatMap(secretNamesOf))
  const found = Object.values(event.environment.headers ?? {}).find((name) => names.has(name))
  if (found === undefined) return
  const why = `headers: the secret ${found} of a receiver of notifications must not go to an origin`
  throw new AdminError('invalid_request', why)
}
