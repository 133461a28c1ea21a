import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { SIGNING_PREFIX } from '../../core/notification/receiver.ts'

/** A message to sign. The id is the same for all attempts, the time is that of the attempt. */
export interface Signed {
  readonly id: string
  readonly body: string
}

/**
 * Returns the headers of one attempt, with a signature for each secret.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(
  { id, body }: Signed,
  secrets: readonly string[],
  now: number
): Readonly<Record<string, string>> {
  const timestamp = `${Math.floor(now / 1_000)}`
  const text = `${id}.${timestamp}.${body}`
  const signatures = secrets.map((secret) => `v1,${signatureOf(text, secret)}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

function signatureOf(text: string, secret: string): string {
  const key = bytesOf(secret.slice(SIGNING_PREFIX.length))
  return base64Of(hmac(sha256, key, utf8ToBytes(text)))
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
