import { expect, it } from 'vitest'
import type { PreviewGrant } from '../../src/core/routing/preview-token.ts'
import { readPreview, signPreview } from '../../src/platform/preview-signature.ts'

const now = 1_800_000_000_000
const grant: PreviewGrant = { target: 'idle', revision: 7, expiresAt: now + 60_000 }

it('a token is valid for its model, until it expires', async () => {
  const token = await signPreview('secret', 'chat', grant)

  expect(await readPreview('secret', 'chat', token, now)).toEqual(grant)
  expect(await readPreview('secret', 'chat', token, grant.expiresAt - 1)).toEqual(grant)
  expect(await readPreview('secret', 'chat', token, grant.expiresAt)).toBeUndefined()
})

it.each<readonly [string, string | undefined, string]>([
  ['another model', 'secret', 'vad'],
  ['another secret', 'other', 'chat'],
  ['a router without a secret', undefined, 'chat'],
  ['a router with an empty secret', '', 'chat'],
])('a token is not valid for %s', async (_, secret, model) => {
  const token = await signPreview('secret', 'chat', grant)

  expect(await readPreview(secret, model, token, now)).toBeUndefined()
})

it('a token that was changed is not valid', async () => {
  const token = await signPreview('secret', 'chat', grant)

  expect(await readPreview('secret', 'chat', token.replace('idle', 'live'), now)).toBeUndefined()
  expect(await readPreview('secret', 'chat', token.replace('.7.', '.8.'), now)).toBeUndefined()
  const last = token.endsWith('0') ? '1' : '0'
  expect(await readPreview('secret', 'chat', token.slice(0, -1) + last, now)).toBeUndefined()
})
