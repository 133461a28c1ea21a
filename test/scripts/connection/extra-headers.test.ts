import { describe, expect, it } from 'vitest'
import { extraHeaders } from '../../../scripts/cli/connection/extra-headers.ts'

const https = new URL('https://router.example.com')

function headersOf(lines: readonly string[], env: Record<string, string> = {}, url = https) {
  return extraHeaders({ lines, env, url })
}

describe('the headers for what stands before the router', () => {
  it('come from the options, and from the lines of a variable', () => {
    const env = { BLUEGREEN_HEADERS: 'X-Team: models\r\n\nX-Gate: of the variable\n' }

    expect(headersOf(['x-gate:  of the option ', 'Cookie: a=b; c=d'], env)).toEqual({
      ok: true,
      value: [
        ['x-team', 'models'],
        ['x-gate', 'of the option'],
        ['cookie', 'a=b; c=d'],
      ],
    })
  })

  it.each([
    ['s3cret', "--header number 1 is not of the form 'name: value'."],
    ['x team: s3cret', "--header number 1 is not of the form 'name: value'."],
    ['x-gate:', '--header number 1 has a value for x-gate that is empty.'],
    ['x-gate: s3cret\r\nx-evil: 1', 'holds characters that a header must not have.'],
    ['x-gate: s3cret\u{fc}', 'holds characters that a header must not have.'],
    ['Authorization: Bearer s3cret', 'give the token with --token-file.'],
    ['x-bluegreen-actor: s3cret', 'which the command line sets itself.'],
    ['Host: s3cret', 'which the command line sets itself.'],
  ])('are refused without showing a value: %j', (line, message) => {
    const headers = headersOf([line])

    expect(headers).toMatchObject({
      ok: false,
      refusal: { code: 'bad_header', message: expect.stringContaining(message) },
    })
    expect(JSON.stringify(headers)).not.toContain('s3cret')
  })

  it('are named by their line where the variable is wrong', () => {
    expect(headersOf([], { BLUEGREEN_HEADERS: 'a: b\nnothing' })).toMatchObject({
      refusal: { message: expect.stringContaining('line 2 of BLUEGREEN_HEADERS') },
    })
  })
})

describe('a service token of Cloudflare Access', () => {
  const env = { CF_ACCESS_CLIENT_ID: 'ci.access', CF_ACCESS_CLIENT_SECRET: 's3cret' }

  it.each([
    ['https://router.example.com', 2],
    ['http://127.0.0.1:8787', 2],
    ['http://localhost:8787', 2],
    ['http://router.example.com', 0],
    ['http://127.example.com', 0],
  ])('goes to https and to this machine: %s', (url, count) => {
    expect(headersOf([], env, new URL(url))).toMatchObject({ value: { length: count } })
  })
})
