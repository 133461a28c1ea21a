import { describe, expect, it, vi } from 'vitest'
import { routerFieldOf } from '../support/router-field.ts'
import { linesOf, recordedLog } from '../support/worker/log-lines.ts'
import { freshModel, infer, script } from '../support/worker/router-under-test.ts'

const lines = recordedLog()

function callLines(model: string) {
  return linesOf(lines(), 'call', model)
}

describe('call_log', () => {
  const model = 'call-log'

  it('logs a call with its id, color, release, route, outcome and time, and nothing else', async () => {
    const answer = await infer(model, {}, '/v1/completions?key=abc')
    await answer.text()

    await vi.waitFor(() => expect(callLines(model)).toHaveLength(1))
    const { call } = routerFieldOf(answer) ?? {}
    const facts = { call, color: 'blue', release: 'v1', route: expect.any(String) }
    const end = { outcome: 'success', ms: expect.any(Number) }
    const line = { writtenBy: 'log', level: 'log', event: 'call', model }
    expect(callLines(model)).toEqual([{ ...line, ...facts, ...end }])
  })

  it('logs a call that fails once', async () => {
    await script(model, 'blue', { status: 500 })
    await script(model, 'green', { status: 500 })

    await (await infer(model)).text()

    await vi.waitFor(() => expect(callLines(model)).toHaveLength(1))
    expect(callLines(model)[0]).toMatchObject({ outcome: 'neutral' })
  })

  it('is off by default', async () => {
    const quiet = freshModel()

    await (await infer(quiet)).text()
    await (await infer(model)).text()

    await vi.waitFor(() => expect(callLines(model)).toHaveLength(1))
    expect(callLines(quiet)).toEqual([])
  })
})
