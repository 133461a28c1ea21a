import type * as z from 'zod/mini'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import type { Model } from '../../core/routing/model.ts'
import { PREVIEW_HEADER, previewColorOf } from '../../core/routing/preview-token.ts'
import { signPreview } from '../../platform/preview-signature.ts'
import { AdminError } from './admin-error.ts'
import type { PreviewMade } from './answers.ts'
import type { previewBody } from './command-bodies.ts'

/** Makes a token. Its state is in the token alone: neither the coordinator nor KV knows of it. */
export async function mintPreview(
  env: Env,
  model: Model,
  { to, expiresSeconds }: z.output<typeof previewBody>
): Promise<PreviewMade> {
  const secret = signingSecretOf(env)
  if (secret === undefined) throw new AdminError('signing_key_missing')
  const pointer = await env.COORDINATOR.getByName(model.name).pointer()
  const { revision, slots } = pointer
  const expiresAt = 1000 * Math.ceil(Date.now() / 1000 + expiresSeconds)
  const grant = { target: to, revision, expiresAt }
  const color = previewColorOf(to, pointer)
  return {
    model: model.name,
    path: model.path,
    header: PREVIEW_HEADER,
    token: await signPreview(secret, model.name, grant),
    expiresAt: new Date(expiresAt).toISOString(),
    to,
    color,
    release: slots[color].release,
    revision,
  }
}
