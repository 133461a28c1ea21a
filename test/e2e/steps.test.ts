import { expect, test } from 'vitest'
import { colors, type Color } from '../../src/core/routing/color.ts'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired } from '../support/wire/pair.ts'
import { TOKEN } from '../support/wire/router.ts'

const { blue, green, router, fresh } = paired({ sticky: ['cookie:sid'] })

async function command(model: string, name: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${router().url}/admin/models/${model}/${name}`, init)
  if (!response.ok) throw new Error(await response.text())
}

/** Puts green at half of the keys. The origins of these tests answer no probes. */
const half = (model: string) =>
  command(model, 'switch', { to: 'green', force: 'test', steps: [{ weight: 50 }] })

type Send = ReturnType<typeof fresh>['call']

/** Starts a call of a session that the router sends to a color; returns it with its origin's end. */
async function callOn(color: Color, call: Send) {
  for (let session = 0; session < 40; session++) {
    const answering = call({ headers: [['cookie', `theme=dark; sid=${session}`]] })
    const taking = [blue().take(), green().take()]
    const taken = await Promise.race(
      taking.map(({ taken: one }, index) => one.then((got) => ({ ...got, color: colors[index] })))
    )
    for (const { forget } of taking) forget()
    await wholeOf(taken.request)
    if (taken.color === color) return { answering, taken }
    answerWith(taken, { body: 'of the other color' })
    await (await answering).body()
  }
  throw new Error(`no session is on ${color}`)
}

test('a call that green has stays with green when a rollback frees the keys', async () => {
  const { name, call } = fresh()
  await half(name)
  const { answering, taken } = await callOn('green', call)

  await command(name, 'rollback', {})
  answerWith(taken, { body: 'of green' })
  const answer = await answering

  expect([routerFieldOf(answer)?.color, String(await answer.body())]).toEqual(['green', 'of green'])
})

test('stable is asked about a refusal of the candidate between the steps too', async () => {
  const { name, call, counts } = fresh()
  await half(name)
  const { answering, taken } = await callOn('green', call)

  answerWith(taken, { status: 422 })
  const asked = await blue().take().taken
  await wholeOf(asked.request)
  answerWith(asked, { body: 'of blue' })
  const answer = await answering

  expect(routerFieldOf(answer)).toMatchObject({ color: 'blue', failedOverFrom: 'green' })
  expect(answer.status).toBe(200)
  await expect.poll(counts('green'), pollOptions).toMatchObject({ calls: 1, faults: 1 })
})

test('a small body that is cut on stable is a fault too while both colors take calls', async () => {
  const { name, call, counts } = fresh()
  await half(name)
  const { answering, taken } = await callOn('blue', call)
  taken.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":')
  const answer = await answering

  taken.socket.destroy()

  await expect(answer.body()).rejects.toThrow('aborted')
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ running: 0, faults: 1 })
})
