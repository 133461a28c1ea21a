import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeAdmin, TOKEN, type FakeAdmin } from './fake-admin.ts'
import { runBluegreen } from '../support/run-script.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

const made = {
  model: 'chat',
  path: '/chat',
  header: 'x-bluegreen-preview',
  token: 'bgp_token',
  expiresAt: '2026-01-01T01:00:00.000Z',
  to: 'idle',
  color: 'green',
  release: 'v3',
  revision: 7,
}

async function routerWith(answer: readonly [status: number, body: unknown] = [200, { ok: true }]) {
  router = await fakeAdmin({
    'POST /admin/models/chat/preview': [200, made],
    'POST /chat/v1/x': answer,
    'GET /chat/': answer,
    'PUT /chat/v1/x': answer,
  })
  return { seen: router.seen, env: { BLUEGREEN_URL: router.url, BLUEGREEN_TOKEN: TOKEN } }
}

/** The double answers calls only with its token, which the router needs for admin calls alone. */
const key = ['-H', `authorization: Bearer ${TOKEN}`] as const

describe('call', () => {
  it('sends the body under the public URL as a preview', async () => {
    const { env, seen } = await routerWith()
    const args = ['call', 'chat', '/v1/x', '--color', 'green', '-d', '{"a":1}', ...key]

    const { exitCode, stdout, stderr } = await runBluegreen(args, env)

    expect(exitCode).toBe(0)
    expect(stdout).toBe('{"ok":true}')
    expect(stderr).toContain('200 from blue v2, revision 8; headers after')
    expect(seen[0]?.body).toEqual({
      to: 'green',
      expiresSeconds: 180,
      reason: 'one call by the command line',
    })
    expect(seen[1]).toMatchObject({ method: 'POST', path: '/chat/v1/x', body: { a: 1 } })
    expect(seen[1]?.headers).toMatchObject({
      'x-bluegreen-preview': 'bgp_token',
      'content-type': 'application/json',
    })
  })

  it('sends no token of the admin route', async () => {
    const { env, seen } = await routerWith()

    await runBluegreen(['call', 'chat'], env)

    expect(seen[1]).toMatchObject({ method: 'GET', path: '/chat/' })
    expect(seen[1]?.headers).not.toHaveProperty('authorization')
  })

  it('reads the body from a file', async () => {
    const { env, seen } = await routerWith()
    const folder = await mkdtemp(join(tmpdir(), 'bluegreen-'))
    const file = join(folder, 'body.json')
    await writeFile(file, '{"of":"file"}')

    await runBluegreen(['call', '/v1/x', 'chat', '-X', 'PUT', '-d', `@${file}`, ...key], env)

    expect(seen[1]).toMatchObject({ method: 'PUT', body: { of: 'file' } })
    await rm(folder, { recursive: true })
  })

  it('prints one document with --json, and ends with 5 after an error', async () => {
    const { env } = await routerWith([500, { error: 'x' }])
    const args = ['call', 'chat', '/v1/x', '-d', '{}', '--json', ...key]

    const { exitCode, stdout } = await runBluegreen(args, env)

    expect(exitCode).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 500,
      color: 'blue',
      release: 'v2',
      revision: 8,
      body: '{"error":"x"}',
    })
  })

  it.each([
    ['a file that does not exist', ['-d', '@/nothing/here']],
    ['two models', ['vad']],
    ['an unknown color', ['--color', 'red']],
    ['a header without a name', ['-H', 'nothing']],
  ])('ends with 2 for %s', async (_, flags) => {
    const { env } = await routerWith()

    expect(await runBluegreen(['call', 'chat', ...flags], env)).toMatchObject({ exitCode: 2 })
  })
})

describe('preview', () => {
  it('prints the header in a line of its own', async () => {
    const { env, seen } = await routerWith()

    const { exitCode, stdout } = await runBluegreen(['preview', 'chat', '--expires', '2h'], env)

    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toContain('x-bluegreen-preview: bgp_token')
    expect(stdout).toContain('a call reaches green (v3), which is idle now')
    expect(seen[0]?.body).toEqual({ expiresSeconds: 7200 })
  })

  it('prints the answer of the router as JSON', async () => {
    const { env } = await routerWith()

    const { stdout } = await runBluegreen(['preview', 'chat', '--json'], env)

    expect(JSON.parse(stdout)).toEqual(made)
  })
})
