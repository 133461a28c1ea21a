import { isOfModel, type Identity } from '../access/identity.ts'
import type { NotificationWord } from './notification-words.ts'

/** A receiver of notifications, as `wrangler.toml` names it. It holds names of secrets, no values. */
export type Receiver = Webhook | Slack | PagerDuty

interface Common {
  readonly name: string
  readonly on: readonly NotificationWord[]
  /** The models that it is notified of; all when undefined. */
  readonly models?: readonly string[] | undefined
}

/** Takes signed messages. @see https://www.standardwebhooks.com */
export interface Webhook extends Common {
  readonly kind: 'webhook'
  readonly url: string
  /** The secret for the signature, and the next one while it is changed. */
  readonly secrets: readonly string[]
}

export interface Slack extends Common {
  readonly kind: 'slack'
  readonly url: string
}

export interface PagerDuty extends Common {
  readonly kind: 'pagerduty'
  /** The routing key. */
  readonly key: string
  /** Another address than that of PagerDuty's US region. */
  readonly url?: string | undefined
}

/** Values of secrets by name. */
export type Secrets = object

/** Whether a receiver is notified of any model of an identity. */
export function isReceiverOf({ models }: Receiver, identity: Pick<Identity, 'models'>): boolean {
  return models?.some((model) => isOfModel(identity, model)) ?? true
}

/** Whether a receiver is notified of a decision on a model. */
export function isWanted(
  { on, models }: Receiver,
  model: string,
  words: readonly NotificationWord[]
): boolean {
  return (models?.includes(model) ?? true) && words.some((word) => on.includes(word))
}

/** Returns the value of a secret; undefined when it is not set. */
export function secretOf(secrets: Secrets, name: string): string | undefined {
  const value: unknown = Reflect.get(secrets, name)
  return typeof value === 'string' ? value.trim() : undefined
}

/** Returns why a receiver cannot be notified, without any value of a secret; undefined when it can. */
export function receiverProblemOf(receiver: Receiver, secrets: Secrets): string | undefined {
  const names = secretNamesOf(receiver)
  const unset = names.find((name) => !secretOf(secrets, name))
  if (unset !== undefined) return `${receiver.name}: the secret ${unset} is not set`
  const { url } = receiver
  if (url !== undefined && !isAddress(secretOf(secrets, url))) {
    return `${receiver.name}: the secret ${url} is not an http(s) URL`
  }
  if (receiver.kind !== 'webhook') return undefined
  const weak = receiver.secrets.find((name) => !isSigningSecret(secretOf(secrets, name)))
  if (weak === undefined) return undefined
  return `${receiver.name}: the secret ${weak} is not "whsec_" with 24 to 64 bytes in base64 behind it`
}

/** Returns the names of the secrets of a receiver. */
export function secretNamesOf(receiver: Receiver): readonly string[] {
  switch (receiver.kind) {
    case 'webhook':
      return [receiver.url, ...receiver.secrets]
    case 'slack':
      return [receiver.url]
    case 'pagerduty':
      return receiver.url === undefined ? [receiver.key] : [receiver.url, receiver.key]
  }
}

function isAddress(value = ''): boolean {
  return /^https?:\/\/[^\s@]+$/.test(value)
}

export const SIGNING_PREFIX = 'whsec_'

/** Verifiers read the part behind the prefix as base64, and differ in what they make of another one. */
function isSigningSecret(value = ''): boolean {
  const base64 = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/
  const text = base64.exec(value)?.[1]
  if (text === undefined) return false
  const bytes = (text.length / 4) * 3 - (text.length - text.replace(/=+$/, '').length)
  return bytes >= 24 && bytes <= 64
}
