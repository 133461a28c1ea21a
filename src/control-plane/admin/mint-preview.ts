import type * as z from 'zod/mini'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import type { Model } from '../../core/routing/model.ts'
import { PREVIEW_HEADER, previewColorOf } from '../../core/routing/preview-token.ts'
import { signPreview } from '../../platform/preview-signature.ts'
import { AdminError } from './admin-error.ts'
import type { PreviewMade } from './answers.ts'
import type { previewBody } from './command-bodies.ts'
import type { Author } from './command-routes.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'

/**
 * Makes a token, and notes in the history that it was made. What it allows is in the token alone:
 * neither the coordinator nor KV is asked when it is used.
 */
export async function mintPreview(
  env: Env,
  model: Model,
  { to, expiresSeconds, reason }: z.output<typeof previewBody>,
  author: Author
): Promise<PreviewMade> {
  const secret = signingSecretOf(env)
  if (secret === undefined) throw new AdminError('signing_key_missing')
  const expiresAt = 1000 * Math.ceil(Date.now() / 1000 + expiresSeconds)
  const until = new Date(expiresAt).toISOString()
  const cause = { ...author, reason }
  const coordinator = coordinatorOf(env, model)
  const pointer = await coordinator.preview({ target: to, until, cause })
  const { revision, slots } = pointer
  const grant = { target: to, revision, expiresAt }
  const color = previewColorOf(to, pointer)
  return {
    model: model.name,
    path: model.path,
    header: PREVIEW_HEADER,
    token: await signPreview(secret, model.name, grant),
    expiresAt: until,
    to,
    color,
    release: slots[color].release,
    revision,
  }
}
