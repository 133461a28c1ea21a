import {
  grantText,
  parsePreviewToken,
  signedText,
  type PreviewGrant,
} from '../core/routing/preview-token.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const

/** Fixed words, so that the key of the tokens is the key of nothing else. */
const DERIVATION = 'bluegreen preview token 1'

/** Returns a token for one model. `secret` is that of `signingSecretOf`. */
export async function signPreview(
  secret: string,
  model: string,
  grant: PreviewGrant
): Promise<string> {
  const key = await previewKeyOf(secret)
  const signature = await crypto.subtle.sign(HMAC, key, bytesOf(signedText(model, grant)))
  return `${grantText(grant)}.${hexOf(signature)}`
}

/**
 * Returns what a token allows; undefined for one that the router did not make for the model, or
 * that has expired. Without a secret no token is valid.
 */
export async function readPreview(
  secret: string | undefined,
  model: string,
  token: string,
  now: number
): Promise<PreviewGrant | undefined> {
  const parsed = parsePreviewToken(token)
  if (parsed === undefined || secret === undefined || secret === '') return undefined
  const { grant, signature } = parsed
  const signed = bytesOf(signedText(model, grant))
  const sent = bytesOfHex(signature)
  // Compares in constant time.
  const isOurs = await crypto.subtle.verify(HMAC, await previewKeyOf(secret), sent, signed)
  return isOurs && now < grant.expiresAt ? grant : undefined
}

async function previewKeyOf(secret: string): Promise<CryptoKey> {
  const admin = await importKey(bytesOf(secret))
  return importKey(await crypto.subtle.sign(HMAC, admin, bytesOf(DERIVATION)))
}

function importKey(raw: ArrayBuffer | Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, HMAC, false, ['sign', 'verify'])
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16))
}
