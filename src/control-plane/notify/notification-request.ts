import type { Notification } from '../../core/notification/notification.ts'
import { pagerDutyEventOf } from '../../core/notification/pager-duty-event.ts'
import { secretOf, type Receiver, type Secrets } from '../../core/notification/receiver.ts'
import { slackMessageOf } from '../../core/notification/slack-message.ts'
import { webhookHeaders } from './standard-webhook.ts'

/** A message with its id, the same for all receivers and attempts. */
export interface Message {
  readonly id: string
  readonly notification: Notification
}

interface NotificationRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const PAGERDUTY = 'https://events.pagerduty.com'

/** Returns the request of one attempt to a receiver whose secrets are all set. */
export function notificationRequest(
  receiver: Receiver,
  { id, notification }: Message,
  secrets: Secrets,
  now: number
): NotificationRequest {
  const valueOf = (name: string) => secretOf(secrets, name) ?? ''
  const json = { 'content-type': 'application/json' }
  switch (receiver.kind) {
    case 'webhook': {
      const body = JSON.stringify(notification)
      const signature = webhookHeaders({ id, body }, receiver.secrets.map(valueOf), now)
      return { url: valueOf(receiver.url), headers: { ...json, ...signature }, body }
    }
    case 'slack':
      return {
        url: valueOf(receiver.url),
        headers: json,
        body: JSON.stringify(slackMessageOf(notification)),
      }
    case 'pagerduty': {
      const { path, body } = pagerDutyEventOf(notification, valueOf(receiver.key))
      const base = receiver.url === undefined ? PAGERDUTY : valueOf(receiver.url)
      return { url: base.replace(/\/+$/, '') + path, headers: json, body: JSON.stringify(body) }
    }
  }
}
