import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findToken, type TokenSources } from '../../../scripts/cli/connection/find-token.ts'

const folder = mkdtempSync(join(tmpdir(), 'bluegreen-token-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(content: string | Uint8Array, mode = 0o600): string {
  const file = join(folder, `token-${Math.random().toString(36).slice(2)}`)
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}

function find(sources: Partial<TokenSources>) {
  return findToken({ env: {}, ofLocalStack: () => undefined, ...sources })
}

describe('the token', () => {
  const file = fileWith('of-file\n')
  const env = { BLUEGREEN_TOKEN: 'of-variable', BLUEGREEN_TOKEN_FILE: fileWith('of-env-file') }
  const ofLocalStack = () => 'of-stack'

  it.each<[string, Partial<TokenSources>]>([
    ['of-option', { token: 'of-option', tokenFile: file, env, ofLocalStack }],
    ['of-file', { tokenFile: file, env, ofLocalStack }],
    ['of-variable', { env, ofLocalStack }],
    ['of-env-file', { env: { ...env, BLUEGREEN_TOKEN: '' }, ofLocalStack }],
    ['of-stack', { env: { BLUEGREEN_TOKEN_FILE: '' }, ofLocalStack }],
  ])('is the first of the sources: %s', (token, sources) => {
    expect(find(sources)).toMatchObject({ ok: true, value: { token } })
  })

  it('is none when no source has one', () => {
    expect(find({})).toEqual({ ok: true, value: undefined })
  })
})

describe('a token file', () => {
  it.each(['bgr_x', 'bgr_x\n', 'bgr_x\r\n', ' bgr_x ', '\u{feff}bgr_x\n'])(
    'may hold white space around the token: %j',
    (content) => {
      const found = find({ tokenFile: fileWith(content) })

      expect(found).toMatchObject({ ok: true, value: { token: 'bgr_x' } })
      expect(found).not.toHaveProperty('value.warning')
    }
  )

  it.each([
    ['is empty', fileWith('\n')],
    ['holds more than one word', fileWith('bgr_x\nbgr_y\n')],
    ['holds characters that no token has', fileWith('bgr_ü')],
    ['is too large', fileWith('x'.repeat(20_000))],
    ['cannot be read (ENOENT)', join(folder, 'missing')],
    ['cannot be read (EISDIR)', folder],
  ])('is refused when it %s', (why, tokenFile) => {
    const found = find({ tokenFile })

    expect(found).toMatchObject({
      ok: false,
      refusal: { code: 'unusable_token', message: expect.stringContaining(why) },
    })
    expect(JSON.stringify(found)).not.toContain('bgr_')
  })

  it.each([0o640, 0o604, 0o644])('has a warning when others may read it: %o', (mode) => {
    expect(find({ tokenFile: fileWith('bgr_x', mode) })).toMatchObject({
      ok: true,
      value: { token: 'bgr_x', warning: expect.stringContaining('chmod 600') },
    })
  })
})

it('refuses an empty option', () => {
  expect(find({ token: '' })).toMatchObject({ ok: false, refusal: { code: 'unusable_token' } })
})
