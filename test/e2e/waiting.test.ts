import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { started, type StartedCall } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

/** Longer than the 20 s for which a call carries the reports of its isolate after its end. */
const OBJECTIVE_MS = 22_000

const { blue, router, fresh } = paired({
  header_timeout_seconds: 120,
  first_byte_objective_seconds: OBJECTIVE_MS / 1_000,
})

const calls: StartedCall[] = []

afterEach(() => {
  for (const { leave } of calls.splice(0)) leave()
})

const sent = { method: 'POST', body: '{}' }

/** Starts a call that its origin leaves without an answer. */
async function beginHanging({ name }: PairModel, body = sent.body): Promise<void> {
  const call = started(router().url, `/${name}/v1/chat/completions`, { ...sent, body })
  call.answer.catch(() => undefined)
  calls.push(call)
  await blue().take().taken
}

test('calls without other traffic are shown while they wait, and are slow past the objective', async () => {
  const [alone, after, uploaded] = [fresh(), fresh(), fresh()]
  await beginHanging(alone)
  for (const [model, body] of [
    [after, '{}'],
    [uploaded, 'x'.repeat(300_000)],
  ] as const) {
    // This call carries the reports, and ends before the one that hangs is slow.
    const answering = model.call()
    const taken = await blue().take().taken
    await beginHanging(model, body)
    answerWith(taken, { body: '{}' })
    await (await answering).body()
  }
  await setTimeout(OBJECTIVE_MS + 5_000)

  const waiting = { running: 1, waiting: 1, slow: 1, faults: 0 }
  for (const model of [alone, after, uploaded]) {
    const counts = await model.counts('blue')()
    expect(counts).toMatchObject(waiting)
    expect(counts.oldestWaitingMs).toBeGreaterThan(OBJECTIVE_MS)
  }
}, 40_000)
