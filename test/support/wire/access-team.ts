import { createServer } from 'node:http'
import { once } from 'node:events'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'

/** The tag of the application in the tests. */
export const AUD = '4714c1358e65fe4b408ad6d432a5f878'

/** A key of a team: its public half is published under its id. */
export interface TeamKey {
  readonly id: string
  readonly privateKey: CryptoKey
  readonly jwk: object
}

/** A team of Cloudflare Access on loopback, which publishes its keys as Access does. */
export interface AccessTeam {
  /** Address of the team: issuer of its tokens. */
  readonly url: string
  /** Number of requests for the keys so far. */
  readonly requests: () => number
  /** Publishes other keys. */
  readonly publish: (...keys: readonly TeamKey[]) => void
  /** Answers requests for the keys with a status, without keys. */
  readonly failWith: (status: number) => void
  readonly stop: () => Promise<void>
}

export async function newKey(id: string): Promise<TeamKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { id, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: 'RS256' } }
}

/** Starts a team that publishes some keys. */
export async function startTeam(...keys: readonly TeamKey[]): Promise<AccessTeam> {
  const state = { keys, status: 200, requests: 0 }
  const server = createServer((request, response) => {
    state.requests++
    const status = request.url === '/cdn-cgi/access/certs' ? state.status : 404
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? { keys: state.keys.map(({ jwk }) => jwk) } : {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => state.requests,
    publish: (...others) => Object.assign(state, { keys: others, status: 200 }),
    failWith: (status) => Object.assign(state, { status }),
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Returns a token as Access makes them; undefined claims are left out. */
export function sign(
  { id, privateKey }: Pick<TeamKey, 'id' | 'privateKey'>,
  team: string,
  claims: object = {}
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const usual = { iss: team, aud: [AUD], iat: now, exp: now + 60, type: 'app' }
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: id, typ: 'JWT' })
    .sign(privateKey)
}
