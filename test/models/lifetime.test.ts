import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { chat, localModels, startModel, waitReady } from '../../scripts/models/models.ts'
import { freePort } from '../support/free-port.ts'
import { readyModel, until } from '../support/model-server.ts'

const model = chat('blue', await freePort(), 'v1')
const origin = `http://127.0.0.1:${model.port}`

async function statusOf(path: string): Promise<number | undefined> {
  return fetch(origin + path).then(
    (response) => response.status,
    () => undefined
  )
}

test('the local stack has two models in two colors, each on its own port', () => {
  expect(localModels.map(({ release, port }) => `${release}:${port}`)).toEqual([
    'tiny-gpt-v1:9101',
    'tiny-gpt-v2:9102',
    'silero-v5:9201',
    'silero-v6:9202',
  ])
})

test('a loading server is live, not ready, and answers calls with 503', async () => {
  const running = startModel(model, ['--load-ms', '800'])
  await until(async () => (await statusOf('/v2/health/live')) === 200, 'the server is live')

  expect(await statusOf('/v2/health/ready')).toBe(503)
  expect(await statusOf('/v1/models')).toBe(503)
  await waitReady(running)
  expect(await statusOf('/v1/models')).toBe(200)
  await until(() => running.output() !== '', 'the ready line is printed')
  expect(running.output()).toBe(`ready ${origin} tiny-gpt-v1\n`)

  await running.stop()
})

test('SIGTERM ends a server during a call', async () => {
  const running = await readyModel(model)
  await running.control({ hang: { share: 1 } })
  const call = statusOf('/v1/models')
  await until(async () => (await running.state()).counters.active === 1, 'the call hangs')

  await running.stop()

  expect(await call).toBeUndefined()
  expect(running.child.exitCode).toBe(0)
})

test.each(['SIGINT', 'SIGHUP'] as const)('%s ends a server in order', async (signal) => {
  const running = await readyModel(model)

  running.child.kill(signal)
  await running.ended

  expect(running.child.exitCode).toBe(0)
})

test('a busy port prints one line and exits with code 1', async () => {
  const first = await readyModel(model)
  const second = startModel(model)

  await expect(waitReady(second)).rejects.toThrow(`port ${model.port} on 127.0.0.1 is in use`)
  expect(second.child.exitCode).toBe(1)
  expect(second.output()).toMatch(/^port \d+ on 127\.0\.0\.1 is in use: .*\n$/)

  await first.stop()
})

test.each(['pipe', 'ignore'] as const)(
  'a server ends when its parent is killed (stdin: %s)',
  async (stdin) => {
    const argv = JSON.stringify([...model.argv, '--port', String(model.port)])
    const code = `require('child_process').spawn(process.execPath, ${argv}, { stdio: ['${stdin}', 'ignore', 'ignore'] })`
    const parent = spawn(process.execPath, ['-e', `${code}; setInterval(() => {}, 1000)`])
    await until(async () => (await statusOf('/v2/health/ready')) === 200, 'the server is ready')

    parent.kill('SIGKILL')

    await until(
      async () => (await statusOf('/v2/health/live')) === undefined,
      'the server has ended'
    )
    expect(parent.killed).toBe(true)
  }
)

test.each([
  [['--version', 'v9'], '--version: '],
  [['--port', 'x'], '--port: '],
  [['--colour', 'blue'], '--colour'],
])('wrong flags %j print one line and exit with code 1', async (flags, message) => {
  const running = startModel(model, flags)

  await running.ended

  expect(running.child.exitCode).toBe(1)
  await expect(waitReady(running)).rejects.toThrow(message)
})
