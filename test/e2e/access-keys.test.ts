import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { generateSecret, SignJWT, UnsecuredJWT } from 'jose'
import { AccessJwt } from '../../src/control-plane/admin/access/access-jwt.ts'
import { AUD, newKey, sign, startTeam } from '../support/wire/access-team.ts'

const [current, next, foreign] = await Promise.all(
  ['current', 'next', 'current'].map((id) => newKey(id))
)
if (current === undefined || next === undefined || foreign === undefined) throw new Error('no key')
const team = await startTeam(current)
const MIRA = { email: 'Mira@example.com', sub: 'id' }
const CI = { common_name: 'ci.access', sub: '' }
const settings = {
  team: team.url,
  aud: AUD,
  people: { 'mira@example.com': { role: 'operator' } },
  services: { 'ci.access': { role: 'releaser', models: ['chat'] } },
} as const

const unsecured = () =>
  new UnsecuredJWT({ ...MIRA, aud: AUD }).setIssuer(team.url).setIssuedAt().setExpirationTime('1m')

const now = () => Math.floor(Date.now() / 1000)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  team.publish(current)
})

afterEach(() => {
  vi.useRealTimers()
})

afterAll(() => team.stop())

describe('a token of Access', () => {
  it('of a person has the role of its e-mail address, in any case of letters', async () => {
    const jwt = await sign(current, team.url, MIRA)

    expect(await new AccessJwt().read(jwt, settings)).toEqual({
      kind: 'known',
      identity: { kind: 'person', name: 'mira@example.com', role: 'operator' },
    })
  })

  it('of a service has the role of its common name', async () => {
    const jwt = await sign(current, team.url, CI)

    expect(await new AccessJwt().read(jwt, settings)).toEqual({
      kind: 'known',
      identity: { kind: 'service', name: 'ci.access', role: 'releaser', models: ['chat'] },
    })
  })

  it.each([
    ['an address that is not listed', { email: 'eve@example.com' }, 'eve@example.com'],
    [
      'an address in place of a common name',
      { common_name: 'mira@example.com' },
      'mira@example.com',
    ],
    ['a common name in place of an address', { email: 'ci.access' }, 'ci.access'],
    ['a name of every object', { common_name: 'constructor' }, 'constructor'],
  ])('with %s has no role', async (_, claims, name) => {
    const jwt = await sign(current, team.url, claims)

    expect(await new AccessJwt().read(jwt, settings)).toEqual({ kind: 'no_role', name })
  })

  it.each([
    ['without a signature', async () => unsecured().encode()],
    ['signed with a key of somebody else', () => sign(foreign, team.url, MIRA)],
    ['signed with a secret', async () => signedWithSecret()],
    ['that has expired', () => sign(current, team.url, { ...MIRA, exp: now() - 1 })],
    ['without an expiry', () => sign(current, team.url, { ...MIRA, exp: undefined })],
    ['that is not valid yet', () => sign(current, team.url, { ...MIRA, nbf: now() + 60 })],
    ['of another team', () => sign(current, 'https://other.cloudflareaccess.com', MIRA)],
    ['for another application', () => sign(current, team.url, { ...MIRA, aud: ['other'] })],
    ['that names nobody', () => sign(current, team.url, { email: '', common_name: '' })],
    ['that is no token', async () => 'eyJhbGciOiJSUzI1NiJ9'],
  ])('%s is not valid', async (_, made) => {
    const jwt = await made()

    expect(await new AccessJwt().read(jwt, settings)).toMatchObject({ kind: 'invalid' })
  })
})

async function signedWithSecret(): Promise<string> {
  const header = { alg: 'HS256', kid: 'current' }
  return new SignJWT({ ...MIRA, iss: team.url, aud: AUD, iat: now(), exp: now() + 60 })
    .setProtectedHeader(header)
    .sign(await generateSecret('HS256'))
}

describe('the keys of Access', () => {
  it('are fetched again for a token with a new key, at most once in 30 seconds', async () => {
    const [jwt, before] = [new AccessJwt(), team.requests()]
    await jwt.read(await sign(current, team.url, MIRA), settings)
    team.publish(current, next)

    const atOnce = await jwt.read(await sign(next, team.url, MIRA), settings)
    const fetched = team.requests() - before
    vi.setSystemTime(Date.now() + 30_000)
    const later = await jwt.read(await sign(next, team.url, MIRA), settings)
    const old = await jwt.read(await sign(current, team.url, MIRA), settings)

    expect([fetched, team.requests() - before]).toEqual([1, 2])
    expect([atOnce.kind, later.kind, old.kind]).toEqual(['invalid', 'known', 'known'])
  })

  it('that are withdrawn are not accepted any more after ten minutes', async () => {
    const jwt = new AccessJwt()
    await jwt.read(await sign(current, team.url, MIRA), settings)
    team.publish(next)

    vi.setSystemTime(Date.now() + 600_000)

    const result = await jwt.read(await sign(current, team.url, MIRA), settings)
    expect(result.kind).toBe('invalid')
  })

  it('that cannot be fetched are asked for once in five seconds', async () => {
    const [jwt, before] = [new AccessJwt(), team.requests()]
    team.failWith(500)
    const token = await sign(current, team.url, MIRA)

    const down = [await jwt.read(token, settings), await jwt.read(token, settings)]
    const fetched = team.requests() - before
    team.publish(current)
    vi.setSystemTime(Date.now() + 5_000)
    const up = await jwt.read(token, settings)

    expect(down.map(({ kind }) => kind)).toEqual(['keys_unavailable', 'keys_unavailable'])
    expect(fetched).toBe(1)
    expect(up.kind).toBe('known')
  })

  it('that are known serve while a forged token cannot fetch others', async () => {
    const jwt = new AccessJwt()
    const token = await sign(current, team.url, MIRA)
    await jwt.read(token, settings)
    team.failWith(500)
    vi.setSystemTime(Date.now() + 30_000)

    const forged = await jwt.read(await sign(next, team.url, MIRA), settings)
    const valid = await jwt.read(token, settings)

    expect([forged.kind, valid.kind]).toEqual(['keys_unavailable', 'known'])
  })
})
