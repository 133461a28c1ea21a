import { testNotification } from '../../core/notification/notification.ts'
import type { Receiver } from '../../core/notification/receiver.ts'
import type { ReceiverTest } from '../admin/notify-answer.ts'
import { sendNotification } from './send-notification.ts'

/**
 * Sends a test message to receivers at once, and returns what each of them answered. Nothing is
 * stored and nothing is repeated.
 */
export function testReceivers(
  receivers: readonly Receiver[],
  secrets: Env,
  by: string
): Promise<readonly ReceiverTest[]> {
  const now = Date.now()
  const message = { id: `msg_${crypto.randomUUID()}`, notification: testNotification(by, now) }
  return Promise.all(
    receivers.map(async (receiver) => {
      const { kind, result } = await sendNotification(receiver, message, secrets)
      const ms = Date.now() - now
      return { receiver: receiver.name, kind: receiver.kind, ok: kind === 'delivered', result, ms }
    })
  )
}
