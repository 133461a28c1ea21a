import type { AlertCode } from '../rollout/alert-codes.ts'
import { cut, type Notification } from './notification.ts'

/** An event of the Events API v2 of PagerDuty. @see https://developer.pagerduty.com/docs/events-api-v2-overview */
export interface PagerDutyEvent {
  readonly path: '/v2/enqueue' | '/v2/change/enqueue'
  readonly body: object
}

type Severity = 'critical' | 'error' | 'warning'

const severities = {
  live_faulty: 'critical',
  stable_faulty: 'critical',
  secret_missing: 'error',
  no_way_back: 'error',
  pointer_refused: 'error',
  pointer_malformed: 'warning',
  kv_stale: 'warning',
  internal_errors: 'error',
  reports_lost: 'warning',
  config_differs: 'warning',
  notification_failed: 'warning',
} as const satisfies Readonly<Record<AlertCode, Severity>>

const MAX_SUMMARY = 1_024
const MAX_KEY = 255

/**
 * Returns the event of a message. An alert opens an incident that its end resolves, a rollback opens
 * one too, and all else is a change event, which wakes nobody.
 */
export function pagerDutyEventOf(notification: Notification, routingKey: string): PagerDutyEvent {
  const { type, data } = notification
  const { model = 'bluegreen', alert, revision, rollout } = data
  const common = { routing_key: routingKey }
  if (type === 'rollout.rolled_back') {
    const key = `${model}/${rollout?.id ?? `rollback-${revision}`}`
    return incident({ ...common, ...triggered(notification, key, 'error') })
  }
  if (alert === undefined) {
    const payload = { ...payloadOf(notification), custom_details: data }
    return { path: '/v2/change/enqueue', body: { ...common, payload } }
  }
  const key = `${model}/${alert}`
  if (type === 'alert.raised') {
    return incident({ ...common, ...triggered(notification, key, severities[alert]) })
  }
  return incident({ ...common, event_action: 'resolve', dedup_key: cut(key, MAX_KEY) })
}

function incident(body: object): PagerDutyEvent {
  return { path: '/v2/enqueue', body }
}

function triggered(notification: Notification, key: string, severity: Severity): object {
  const { data } = notification
  const payload = {
    ...payloadOf(notification),
    severity,
    component: data.to?.release,
    group: data.model,
    class: data.alert ?? 'rolled_back',
    custom_details: data,
  }
  return { event_action: 'trigger', dedup_key: cut(key, MAX_KEY), client: 'bluegreen', payload }
}

function payloadOf({ timestamp, data }: Notification) {
  return { summary: cut(data.text, MAX_SUMMARY), source: data.model ?? 'bluegreen', timestamp }
}
