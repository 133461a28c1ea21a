import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { errorBody, statusOf, TOKEN } from './fake-admin.ts'
import { runBluegreen } from '../support/run-script.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const changed = { ...statusOf(), message: 'chat: done', made: null }
const args = ['pause', 'chat', '--reason', 'x']

type Step = 'reset' | readonly [status: number, body: object]

/** Starts a router that takes one step for each request. Returns the keys of the requests. */
async function routerOf(steps: readonly Step[]) {
  const keys: (string | undefined)[] = []
  server = createServer((request, response) => {
    const step = steps[keys.length] ?? 'reset'
    keys.push(String(request.headers['idempotency-key']))
    if (step === 'reset') request.socket.destroy()
    else response.writeHead(step[0]).end(JSON.stringify(step[1]))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { keys, env: { BLUEGREEN_URL: `http://127.0.0.1:${port}`, BLUEGREEN_TOKEN: TOKEN } }
}

it.each<readonly [string, Step]>([
  ['a lost connection', 'reset'],
  ['a coordinator that does not answer', [502, errorBody('coordinator_unavailable', 'No.')]],
  ['a busy proxy', [503, {}]],
  ['an attempt in progress', [409, errorBody('command_in_progress', 'Not yet.')]],
])('sends a command again under the same key after %s', async (_, step) => {
  const { keys, env } = await routerOf([step, [200, changed]])

  const { exitCode } = await runBluegreen(args, env)

  expect(exitCode).toBe(0)
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^"[0-9a-f-]{36}"$/)
  expect(keys[1]).toBe(keys[0])
})

it('sends a command three times at most', async () => {
  const { keys, env } = await routerOf([])

  const { exitCode } = await runBluegreen(args, env)

  expect(exitCode).toBe(3)
  expect(keys).toHaveLength(3)
})

it('sends a refused command once, and a new command under another key', async () => {
  const refused = [409, errorBody('already_paused', 'No.')] as const
  const { keys, env } = await routerOf([refused, refused])

  await runBluegreen(args, env)
  await runBluegreen(args, env)

  expect(new Set(keys).size).toBe(2)
})
