import {
  grantText,
  parsePreviewToken,
  signedText,
  type PreviewGrant,
} from '../core/routing/preview-token.ts'
import { derivedKey, isSignature, signatureOf } from './derived-key.ts'

/** What the key of the tokens is for. */
const PURPOSE = 'bluegreen preview token 1'

/** Returns a token for one model. `secret` is that of `signingSecretOf`. */
export async function signPreview(
  secret: string,
  model: string,
  grant: PreviewGrant
): Promise<string> {
  const key = await derivedKey(secret, PURPOSE)
  return `${grantText(grant)}.${await signatureOf(key, signedText(model, grant))}`
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
  const key = await derivedKey(secret, PURPOSE)
  const isOurs = await isSignature(key, signature, signedText(model, grant))
  return isOurs && now < grant.expiresAt ? grant : undefined
}
