import { expect, it } from 'vitest'
import { signingSecretOf } from '../../../src/core/access/signing-secret.ts'

const KEY = 'k'.repeat(24)
const TOKEN = 't'.repeat(24)

it.each([
  ['SIGNING_KEY', { SIGNING_KEY: KEY, ADMIN_TOKEN: TOKEN }, KEY],
  ['ADMIN_TOKEN without SIGNING_KEY', { ADMIN_TOKEN: TOKEN }, TOKEN],
  ['nothing without either', {}, undefined],
  ['nothing that can be guessed', { ADMIN_TOKEN: 't'.repeat(23), SIGNING_KEY: '' }, undefined],
])('signs with %s', (_, secrets, secret) => {
  expect(signingSecretOf(secrets)).toBe(secret)
})
