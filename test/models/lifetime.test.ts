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

test('the local stack is two models in two colors, each on its own port', () => {
  expect(localModels.map(({ release, port }) => `${release}:${port}`)).toEqual([
    'tiny-gpt-v1:9101',
    'tiny-gpt-v2:9102',
    'silero-v5:9201',
    'silero-v6:9202',
  ])
})

test('a server that is loading is alive, not ready, and refuses calls with 503', async () => {
  const running = startModel(model, ['--load-ms', '800'])
  await until(async () => (await statusOf('/v2/health/live')) === 200, 'the server is alive')

  expect(await statusOf('/v2/health/ready')).toBe(503)
  expect(await statusOf('/v1/models')).toBe(503)
  await waitReady(running)
  expect(await statusOf('/v1/models')).toBe(200)
  await until(() => running.output() !== '', 'it says that it is ready')
  expect(running.output()).toBe(`ready ${origin} tiny-gpt-v1\n`)

  await running.stop()
})

test('SIGTERM ends a server, even in the middle of a call', async () => {
  const running = await readyModel(model)
  await running.control({ hang: { share: 1 } })
  const call = statusOf('/v1/models')
  await until(async () => (await running.state()).counters.active === 1, 'the call hangs')

  await running.stop()

  expect(await call).toBeUndefined()
  expect(running.child.exitCode).toBe(0)
})

test('a port in use is one clear line and exit code 1', async () => {
  const first = await readyModel(model)
  const second = startModel(model)

  await expect(waitReady(second)).rejects.toThrow(`port ${model.port} on 127.0.0.1 is in use`)
  expect(second.child.exitCode).toBe(1)
  expect(second.output()).toMatch(/^port \d+ on 127\.0\.0\.1 is in use: .*\n$/)

  await first.stop()
})

test.each(['pipe', 'ignore'] as const)(
  'a server ends with a parent that is killed (stdin: %s)',
  async (stdin) => {
    const argv = JSON.stringify([...model.argv, '--port', String(model.port)])
    const code = `require('child_process').spawn(process.execPath, ${argv}, { stdio: ['${stdin}', 'ignore', 'ignore'] })`
    const parent = spawn(process.execPath, ['-e', `${code}; setInterval(() => {}, 1000)`])
    await until(async () => (await statusOf('/v2/health/ready')) === 200, 'the server is ready')

    parent.kill('SIGKILL')

    await until(async () => (await statusOf('/v2/health/live')) === undefined, 'it is gone')
    expect(parent.killed).toBe(true)
  }
)

test.each([
  [['--version', 'v9'], '--version: '],
  [['--port', 'x'], '--port: '],
  [['--colour', 'blue'], '--colour'],
])('wrong flags %j are one line and exit code 1', async (flags, sentence) => {
  const running = startModel(model, flags)

  await running.ended

  expect(running.child.exitCode).toBe(1)
  await expect(waitReady(running)).rejects.toThrow(sentence)
})
