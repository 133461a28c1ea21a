import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { started, type StartedCall } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import type { Taken, WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const OBJECTIVE_MS = 1_000
const CALLS_PER_SECOND = 50
const CALLERS = 20

const { blue, green, router, fresh } = paired({
  header_timeout_seconds: 10,
  first_byte_objective_seconds: OBJECTIVE_MS / 1_000,
})

const stops: (() => void)[] = []

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** Starts a call of one of the callers. */
function begin({ name }: PairModel, caller: number): StartedCall {
  const call = started(router().url, `/${name}/v1/chat/completions`, {
    method: 'POST',
    headers: [['authorization', `Bearer ${caller % CALLERS}`]],
    body: '{}',
  })
  call.answer.then(({ body }) => body()).catch(() => undefined)
  return call
}

/** Sends calls at a steady rate until the test ends; each client waits for so long. */
function load(model: PairModel, clientTimeoutMs: number): void {
  const calls: StartedCall[] = []
  const sending = setInterval(() => {
    const call = begin(model, calls.length)
    calls.push(call)
    void setTimeout(clientTimeoutMs).then(call.leave)
  }, 1_000 / CALLS_PER_SECOND)
  stops.push(() => {
    clearInterval(sending)
    for (const { leave } of calls) leave()
  })
}

/** Passes every call of an origin to `take` until the test ends. */
function serve(origin: WireOrigin, take: (taken: Taken) => void): void {
  const isOver = { yes: false }
  stops.push(() => (isOver.yes = true))
  const next = async (): Promise<void> => {
    const taken = await origin.take().taken
    if (isOver.yes) return
    take(taken)
    return next()
  }
  void next()
}

const answers = (taken: Taken) => answerWith(taken, { body: '{}' })
const hangs = () => undefined

test('calls that wait are shown, and are slow once the objective has passed', async () => {
  const model = fresh()
  await model.switchTo('green')
  serve(green(), hangs)
  for (let caller = 0; caller < 3; caller++) begin(model, caller)

  await setTimeout(OBJECTIVE_MS / 2)
  const early = await model.counts('green')()
  await setTimeout(OBJECTIVE_MS)
  const late = await model.counts('green')()

  expect(early).toMatchObject({ calls: 3, running: 3, waiting: 3, slow: 0 })
  expect(late).toMatchObject({ calls: 3, running: 3, waiting: 3, slow: 3, faults: 0 })
  expect(late.oldestWaitingMs).toBeGreaterThan(OBJECTIVE_MS)
})

test('outside a bake they are slow with the next report', async () => {
  const model = fresh()
  serve(blue(), hangs)
  for (let caller = 0; caller < 3; caller++) begin(model, caller)

  await expect
    .poll(model.counts('blue'), { timeout: 5_000, interval: 50 })
    .toMatchObject({ calls: 3, running: 3, waiting: 3, slow: 3, faults: 0 })
})

test.each([
  ['wait', 60_000],
  ['give up after 2 s', 2_000],
])('a candidate that hangs on clients that %s is rolled back', async (_, clientTimeoutMs) => {
  const model = fresh()
  serve(blue(), answers)
  serve(green(), hangs)
  load(model, clientTimeoutMs)
  await setTimeout(1_000)

  await model.switchTo('green')

  await expect
    .poll(() => router().statusOf(model.name), { timeout: OBJECTIVE_MS + 4_000, interval: 50 })
    .toMatchObject({ live: 'blue', phase: 'idle', quarantined: 'green' })
})
