import { expect, it } from 'vitest'
import { parseAddress } from '../../../scripts/cli/connection/address.ts'

it.each([
  'https://router.example.com',
  'http://127.0.0.1:8787',
  'http://[::1]:8787/',
  'https://example.com/below/a/path/',
  ' https://router.example.com\n',
])('takes %j', (given) => {
  expect(parseAddress(given)).toMatchObject({ ok: true, value: { href: new URL(given).href } })
})

it.each([
  ['router.example.com', 'https://router.example.com'],
  ['router.example.com:8443/x', 'https://router.example.com:8443/x'],
  ['localhost:8787', 'http://localhost:8787'],
  ['127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['https://router.example.com/admin', 'https://router.example.com'],
  ['https://router.example.com/admin/models/chat', 'https://router.example.com'],
  ['https://router.example.com/admin?model=chat', 'https://router.example.com'],
  ['https://router.example.com/#chat', 'https://router.example.com'],
  ['https://example.com/below/admin/', 'https://example.com/below'],
  ['https://ada:s3cret@router.example.com', 'https://router.example.com'],
])('refuses %s, and says what was meant', (given, meant) => {
  const { ok, ...rest } = parseAddress(given)

  expect(ok).toBe(false)
  expect(rest).toMatchObject({
    refusal: { code: 'bad_url', kind: 'usage', hint: `Did you mean ${meant}?` },
  })
})

it.each(['', 'https://', 'ftp://router.example.com', 'https://router example.com', '\u001B[2J'])(
  'refuses %j',
  (given) => {
    const parsed = parseAddress(given)

    expect(parsed).toMatchObject({ ok: false, refusal: { code: 'bad_url' } })
    expect(JSON.stringify(parsed)).not.toContain('\\u001b')
  }
)

it('repeats no password', () => {
  const parsed = parseAddress('https://ada:s3cret@router.example.com/admin')

  expect(JSON.stringify(parsed)).not.toContain('s3cret')
})
