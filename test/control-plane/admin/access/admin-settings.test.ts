import { describe, expect, it } from 'vitest'
import {
  adminSettingsOf,
  type AdminBindings,
} from '../../../../src/control-plane/admin/access/admin-settings.ts'

const unset = {
  ADMIN_TOKEN: undefined,
  ADMIN_TOKENS: undefined,
  SIGNING_KEY: undefined,
  ACCESS: undefined,
}

const entry = { name: 'ci', role: 'operator', sha256: 'a'.repeat(64) }
const access = { team: 'https://example.cloudflareaccess.com', aud: '0123456789abcdef' }

function problemOf(bindings: Partial<AdminBindings>): string | undefined {
  const settings = adminSettingsOf({ ...unset, ...bindings })
  return settings.ok ? undefined : settings.refusal
}

const tokens = (...entries: readonly object[]) => ({ ADMIN_TOKENS: JSON.stringify(entries) })

describe('the settings of the admin route', () => {
  it.each([
    ['nothing', {}],
    ['empty secrets', { ADMIN_TOKEN: '', ADMIN_TOKENS: '', SIGNING_KEY: '' }],
    ['two tokens of one name', tokens(entry, { ...entry, sha256: 'b'.repeat(64) })],
    ['Access without members', { ACCESS: access }],
  ])('allow %s', (_, bindings) => {
    expect(problemOf(bindings)).toBeUndefined()
  })

  it.each([
    ['a short token', { ADMIN_TOKEN: 's3cret' }, 'ADMIN_TOKEN: expected at least 24 characters'],
    ['a short key', { SIGNING_KEY: 's3cret' }, 'SIGNING_KEY: expected at least 24 characters'],
    ['no JSON', { ADMIN_TOKENS: '[{s3cret' }, 'ADMIN_TOKENS: '],
    ['a token in place of its hash', tokens({ ...entry, sha256: 's3cret' }), '0.sha256'],
    ['an unknown role', tokens({ ...entry, role: 's3cret' }), '0.role'],
    ['an unknown key', tokens({ ...entry, models_: [] }), 'unknown key models_'],
    ['an empty list of models', tokens({ ...entry, models: [] }), '0.models'],
    ['a name of the router', tokens({ ...entry, name: 'router' }), 'belongs to the router'],
    ['a team without HTTPS', { ACCESS: { ...access, team: 'http://s3cret' } }, 'ACCESS: team'],
    [
      'a team with a path',
      { ACCESS: { ...access, team: `${access.team}/s3cret` } },
      'ACCESS: team',
    ],
    ['no tag', { ACCESS: { team: access.team } }, 'ACCESS: aud'],
    [
      'a member without a role',
      { ACCESS: { ...access, people: { 'a@b.c': { role: 'viewer' }, 's3cret@b.c': {} } } },
      'ACCESS: people.entry 2.role',
    ],
  ])('refuse %s, and do not repeat it', (_, bindings, problem) => {
    expect(problemOf(bindings)).toContain(problem)
    expect(problemOf(bindings)).not.toContain('s3cret')
  })

  it('name every problem at once', () => {
    const problem = problemOf({ ADMIN_TOKEN: 'short', ADMIN_TOKENS: '{}', ACCESS: 1 })

    expect(problem).toMatch(/^ADMIN_TOKEN: .*; ADMIN_TOKENS: .*; ACCESS: /)
  })
})
