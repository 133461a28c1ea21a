import { rmSync } from 'node:fs'
import OpenAI from 'openai'
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pathsOf } from '../../scripts/dev/paths.ts'
import { explainBusy } from '../../scripts/dev/ports.ts'
import { exitOf, runBluegreen, runScript, startScript } from '../support/run-script.ts'
import { routerFieldOf } from '../support/router-field.ts'

const PORT = 13_787
const url = `http://127.0.0.1:${PORT}`
const env = { BLUEGREEN_URL: url }

let stack: ChildProcess
let output = ''

beforeAll(async () => {
  rmSync(pathsOf(PORT).state, { recursive: true, force: true })
  stack = startScript('dev/start.ts', ['--port', `${PORT}`], {})
  for (const stream of [stack.stdout, stack.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  await vi.waitUntil(() => output.includes('Ctrl-C stops everything'), { timeout: 60_000 })
})

afterAll(() => stack.kill('SIGKILL'))

/** Makes one streamed call; returns the color that answered and the text. */
async function callChat() {
  const client = new OpenAI({ baseURL: `${url}/chat/v1`, apiKey: 'any', maxRetries: 0 })
  const { data, response } = await client.chat.completions
    .create({
      model: 'tiny-gpt',
      seed: 1,
      messages: [{ role: 'user', content: 'And God said' }],
      max_tokens: 40,
      stream: true,
    })
    .withResponse()
  let text = ''
  for await (const { choices } of data) text += choices[0]?.delta.content ?? ''
  return { color: routerFieldOf(response)?.color, text }
}

async function liveOf(model: string): Promise<unknown> {
  const { stdout } = await runBluegreen(['status', '--model', model, '--json'], env)
  return JSON.parse(stdout).live
}

describe('npm start', () => {
  it('shows a real call and no warning or error', () => {
    expect(output).toMatch(/tiny-gpt-v1 on blue \(revision 1\) continues:\n\n.{40}/s)
    expect(output).not.toMatch(/warn|error/i)
  })

  it('names the busy ports when the stack already runs', async () => {
    const { exitCode, stderr } = await runScript('dev/start.ts', ['--port', `${PORT}`])

    expect(exitCode).toBe(1)
    expect(stderr).toContain(`Port ${PORT} (router) is busy.`)
  })
})

describe('bluegreen on the running stack', () => {
  it('switches and rolls back while the openai client sends calls', async () => {
    const before = await callChat()
    const flags = ['--model', 'chat', '--reason', 'try v2']

    const switched = await runBluegreen(['switch', 'green', ...flags], env)
    await vi.waitFor(async () => expect((await callChat()).color).toBe('green'), {
      timeout: 10_000,
    })
    const after = await callChat()
    const rolledBack = await runBluegreen(['rollback', '--model', 'chat'], env)
    await vi.waitFor(async () => expect((await callChat()).color).toBe('blue'), { timeout: 10_000 })

    expect([switched.exitCode, rolledBack.exitCode]).toEqual([0, 0])
    expect(before.color).toBe('blue')
    expect(after.text).not.toBe(before.text)
  })

  it('applies a break-glass switch from KV', async () => {
    const flags = ['--model', 'vad', '--break-glass', '--local', '--reason', 'admin is down']

    const breakGlass = await runBluegreen(['switch', 'green', ...flags], env)

    expect(breakGlass.stderr).toBe('')
    expect(breakGlass.exitCode).toBe(0)
    await vi.waitFor(
      async () => {
        await fetch(`${url}/vad/v2/health/ready`)
        expect(await liveOf('vad')).toBe('green')
      },
      { timeout: 60_000, interval: 500 }
    )
  })
})

describe('npm start after SIGTERM', () => {
  it('leaves no process behind', async () => {
    const exited = exitOf(stack)

    stack.kill('SIGTERM')

    expect(await exited).toBe(0)
    expect(await explainBusy(PORT)).toBeUndefined()
  })
})
