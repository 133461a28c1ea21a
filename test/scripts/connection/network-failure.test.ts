import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { adminClient } from '../../../scripts/cli/admin-client.ts'
import { mayComeBack, unreachable } from '../../../scripts/cli/connection/network-failure.ts'
import { failure } from '../../../scripts/cli/failure.ts'
import { certificateAuthority } from '../../support/connection/certificates.ts'
import { listen } from '../../support/connection/listen.ts'
import { runBluegreen } from '../../support/run-script.ts'
import { statusOf } from '../fake-admin.ts'

const folder = mkdtempSync(join(tmpdir(), 'bluegreen-ca-'))
const ca = certificateAuthority()
const caFile = join(folder, 'ca.pem')
writeFileSync(caFile, ca.cert)
afterAll(() => rmSync(folder, { recursive: true }))

let stop: (() => Promise<void>) | undefined
afterEach(async () => {
  await stop?.()
  stop = undefined
})

async function portOf(server: Server): Promise<number> {
  const listening = await listen(server)
  stop = listening.stop
  return listening.port
}

function connectionTo(url: string) {
  return { url, token: 'x', by: 'ada', source: 'cli', timeoutMs: 15_000 }
}

async function failureAt(url: string, more: { timeoutMs?: number } = {}) {
  const status = await adminClient({ ...connectionTo(url), ...more }).status('chat')
  if (status.ok) throw new Error('the router answered')
  return status.refusal
}

describe('a connection that fails', () => {
  it('is refused', async () => {
    const port = await portOf(createServer())
    await stop?.()
    stop = undefined

    const refused = await failureAt(`http://127.0.0.1:${port}`)

    expect(refused).toMatchObject({ code: 'connection_refused', kind: 'unreachable' })
    expect(refused.message).toContain(`nothing listens at 127.0.0.1:${port} (ECONNREFUSED)`)
    expect(refused.hint).toContain('npm start')
  })

  it('is tried again when it breaks off or a proxy is busy, for a request that changes nothing', async () => {
    let attempts = 0
    const server = createHttpServer((request, response) => {
      attempts++
      if (attempts === 1) request.socket.destroy()
      else if (attempts === 2) response.writeHead(503).end('<h1>busy</h1>')
      else response.end(JSON.stringify(statusOf()))
    })
    const connection = connectionTo(`http://127.0.0.1:${await portOf(server)}`)

    expect(await adminClient(connection).status('chat')).toMatchObject({ ok: true })
    expect(attempts).toBe(3)
  })

  it('is not tried again when the request may have made something', async () => {
    let attempts = 0
    const server = createServer((socket) => {
      attempts++
      socket.destroy()
    })
    const connection = connectionTo(`http://127.0.0.1:${await portOf(server)}`)

    const made = await adminClient(connection).preview('chat', {})

    expect(made).toMatchObject({ refusal: { code: 'connection_lost' } })
    expect(attempts).toBe(1)
  })

  it('has a limit of time', async () => {
    const port = await portOf(createServer(() => {}))

    const late = await failureAt(`http://127.0.0.1:${port}`, { timeoutMs: 100 })

    expect(late).toMatchObject({ code: 'timed_out', kind: 'unreachable' })
  })

  it('may be one of plain HTTP', async () => {
    const port = await portOf(createHttpServer())

    expect(await failureAt(`https://127.0.0.1:${port}`)).toMatchObject({
      code: 'tls_failed',
      hint: expect.stringContaining('http://'),
    })
  })

  it('says which name cannot be resolved', () => {
    const error = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    const failed = unreachable(
      connectionTo('https://rooter.example.com'),
      new TypeError('fetch failed', { cause: error })
    )

    expect(failed).toMatchObject({
      code: 'dns_failed',
      message: expect.stringContaining(
        'the name rooter.example.com cannot be resolved (ENOTFOUND)'
      ),
    })
  })

  it('is read from each of its attempts', () => {
    const errors = ['EADDRNOTAVAIL', 'ECONNREFUSED'].map((code) =>
      Object.assign(new Error(''), { code })
    )
    const error = new TypeError('fetch failed', { cause: new AggregateError(errors) })

    expect(unreachable(connectionTo('http://localhost:1'), error).code).toBe('connection_refused')
  })

  it.each([
    ['connection_lost', true],
    ['timed_out', true],
    ['tls_untrusted', false],
    ['dns_failed', false],
    ['proxy_failed', false],
  ] as const)('may or may not pass: %s', (code, may) => {
    expect(mayComeBack(failure(code, ''))).toBe(may)
  })
})

describe('a certificate', () => {
  const day = 86_400_000
  const yesterday = new Date(Date.now() - day)
  const tomorrow = new Date(Date.now() + day)

  async function addressWith(request: Parameters<typeof ca.issue>[0]) {
    const server = createHttpsServer(ca.issue(request), (_, response) => {
      response.end(JSON.stringify(statusOf()))
    })
    return `https://localhost:${await portOf(server)}`
  }

  it('of an unknown CA is refused, with the way to name the CA', async () => {
    const failed = await failureAt(await addressWith({ names: ['localhost'] }))

    expect(failed).toMatchObject({ code: 'tls_untrusted', kind: 'unreachable' })
    expect(failed.hint).toContain('NODE_EXTRA_CA_CERTS=')
    expect(failed.hint?.includes('--use-system-ca')).toBe(
      process.allowedNodeEnvironmentFlags.has('--use-system-ca')
    )
  })

  it.each([
    ['of the named CA is taken', { names: ['localhost'] }, 0, ''],
    ['for another name is refused', { names: ['other.test'] }, 3, 'for other names than localhost'],
    ['that has expired is refused', { names: ['localhost'], to: yesterday }, 3, 'has expired'],
    [
      'of tomorrow is refused',
      { names: ['localhost'], from: tomorrow },
      3,
      'the clock of this machine',
    ],
  ])('%s', async (_, request, expected, message) => {
    const env = { BLUEGREEN_URL: await addressWith(request), NODE_EXTRA_CA_CERTS: caFile }

    const { exitCode, stderr } = await runBluegreen(['status', 'chat'], env)

    expect(exitCode).toBe(expected)
    expect(stderr).toContain(message)
  })
})
