import type { AttemptEnd } from '../../core/notification/delivery.ts'
import { receiverProblemOf, type Receiver, type Secrets } from '../../core/notification/receiver.ts'
import { retryAfterMs } from '../../core/notification/retry.ts'
import { notificationRequest, type Message } from './notification-request.ts'

/** Longest wait for the answer of a receiver, in milliseconds. */
const ATTEMPT_MS = 10_000

/**
 * Sends a message to a receiver once. Never throws. Follows no redirect: the message is signed for
 * one receiver, and the address is a secret.
 */
export async function sendNotification(
  receiver: Receiver,
  message: Message,
  secrets: Secrets
): Promise<AttemptEnd> {
  const problem = receiverProblemOf(receiver, secrets)
  if (problem !== undefined) return { kind: 'failed', result: problem }
  try {
    const { url, ...request } = notificationRequest(receiver, message, secrets, Date.now())
    const signal = AbortSignal.timeout(ATTEMPT_MS)
    const response = await fetch(url, { method: 'POST', ...request, signal, redirect: 'manual' })
    // Nobody waits for the end of the body.
    response.body?.cancel().catch(() => undefined)
    return endOf(response, Date.now())
  } catch (error) {
    // The message of an error may quote the address, which is a secret.
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { kind: 'failed', result: isLate ? NO_ANSWER : 'could not be reached' }
  }
}

const NO_ANSWER = `no answer in ${ATTEMPT_MS / 1_000} s`

function endOf({ status, headers }: Response, now: number): AttemptEnd {
  const result = `answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'delivered', result }
  if (status === 410) return { kind: 'gone', result }
  const wait = retryAfterMs(headers.get('retry-after'), now)
  return { kind: 'failed', result, retryAfterMs: wait }
}
