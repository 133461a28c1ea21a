import { expect, it } from 'vitest'
import {
  grantText,
  parsePreviewToken,
  previewColorOf,
  signedText,
  type PreviewGrant,
} from '../../../src/core/routing/preview-token.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'

const grant: PreviewGrant = { target: 'idle', revision: 42, expiresAt: 1_800_000_000_000 }
const signature = 'a'.repeat(64)

it('a token carries what it allows', () => {
  expect(parsePreviewToken(`${grantText(grant)}.${signature}`)).toEqual({ grant, signature })
})

it.each([
  '',
  'token',
  `bgr_idle.1.1.${signature}`,
  `bgp_both.1.1.${signature}`,
  `bgp_idle.-1.1.${signature}`,
  `bgp_idle.1.${'z'.repeat(9)}.${signature}`,
  `bgp_idle.1.1.${signature}0`,
  `bgp_idle.1.1.${signature}\n`,
  `bgp_idle.1.1.${signature.toUpperCase()}`,
])('%j is not a token', (text) => {
  expect(parsePreviewToken(text)).toBeUndefined()
})

it('the signed text differs by model and by each part', () => {
  const texts = [
    signedText('chat', grant),
    signedText('vad', grant),
    signedText('chat', { ...grant, target: 'live' }),
    signedText('chat', { ...grant, revision: 43 }),
    signedText('chat', { ...grant, expiresAt: grant.expiresAt + 1000 }),
  ]

  expect(new Set(texts).size).toBe(texts.length)
})

it('a role is the color that has it when the call comes', () => {
  const slot = { origin: 'http://x.test', release: 'v1', staging: 0 }
  const idle: Pointer = {
    revision: 1,
    slots: { blue: slot, green: slot },
    stable: 'blue',
    weight: 0,
  }
  const baking: Pointer = { ...idle, candidate: 'green', weight: 100 }

  expect(previewColorOf('idle', idle)).toBe('green')
  expect(previewColorOf('idle', baking)).toBe('blue')
  expect(previewColorOf('live', baking)).toBe('green')
  expect(previewColorOf('blue', baking)).toBe('blue')
})
