import { expect, test } from 'vitest'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import type { WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({ failover_timeout_seconds: 3 })

async function next(origin: WireOrigin, reply: Reply): Promise<void> {
  const taken = await origin.take().taken
  await wholeOf(taken.request)
  answerWith(taken, reply)
}

/** Returns the time until the client has the refusal of green, in milliseconds. */
async function timeOfRefusal({ call }: PairModel): Promise<number> {
  const start = performance.now()
  const answering = call()
  await next(green(), { status: 400 })
  expect((await answering).status).toBe(400)
  return performance.now() - start
}

test('waits once for a stable that falls silent after it accepted the same refusal', async () => {
  const model = fresh()
  await model.switchTo('green')
  const answering = model.call()
  await next(green(), { status: 400 })
  await next(blue(), {})
  expect((await answering).status).toBe(200)

  const first = await timeOfRefusal(model)
  const later = [await timeOfRefusal(model), await timeOfRefusal(model)]

  expect(first).toBeLessThan(3_500)
  for (const time of later) expect(time).toBeLessThan(300)
})
