import { once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf } from '../support/wire/client.ts'
import { answerWith, type Reply } from '../support/wire/exchange.ts'
import { valuesOf, type Header } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, router, fresh } = paired()

const nothing = { calls: 0, running: 0, faults: 0, neutral: 0 }

/** Sends a preview that green answers. */
async function preview({ name, call }: PairModel, reply: Reply, headers: readonly Header[] = []) {
  const token = await router().previewOf(name)
  const answering = call({ headers: [token, ...headers] })
  const taken = await green().take().taken
  answerWith(taken, reply)
  return { taken, answer: await answering }
}

/** Sends an ordinary call, and waits until it is counted: what came before is counted then, too. */
async function countOne({ call, counts }: PairModel): Promise<void> {
  const answering = call()
  answerWith(await blue().take().taken, { body: 'x' })
  await (await answering).body()
  await expect.poll(counts('blue'), pollOptions).toMatchObject({ calls: 1 })
}

describe('a preview', () => {
  test('reaches the idle color through the public URL, and is counted nowhere', async () => {
    const model = fresh()

    const { taken, answer } = await preview(model, { body: 'of green' }, [['x-mine', '1']])

    expect(String(await answer.body())).toBe('of green')
    expect(answer.header('x-bluegreen')).toBe('green; release="v2"; revision=1; preview')
    expect(valuesOf(taken.headers, 'x-mine')).toEqual(['1'])
    expect(valuesOf(taken.headers, 'x-bluegreen-preview')).toEqual([])
    expect(taken.target).toBe('/v1/completions')
    await countOne(model)
    expect(await model.counts('green')()).toMatchObject(nothing)
  })

  test('that fails is not repeated and not counted', async () => {
    const model = fresh()

    const before = blue().calls()
    const { answer } = await preview(model, { status: 503, body: 'no' }, [['Idempotency-Key', 'k']])

    expect([answer.status, String(await answer.body())]).toEqual([503, 'no'])
    expect(routerFieldOf(answer)).toMatchObject({ color: 'green', call: undefined })
    expect(blue().calls()).toBe(before)
    await countOne(model)
    expect(await model.counts('green')()).toMatchObject(nothing)
  })

  test('whose origin breaks off ends with an error of the router', async () => {
    const model = fresh()
    const before = blue().calls()
    const answering = model.call({ headers: [await router().previewOf(model.name)] })
    const { socket } = await green().take().taken

    socket.resetAndDestroy()
    const answer = await answering

    expect([answer.status, answer.header('x-bluegreen')]).toEqual([
      502,
      'none; error=origin_unreachable',
    ])
    expect(blue().calls()).toBe(before)
  })

  test('reaches the color that is idle when it comes', async () => {
    const model = fresh()
    const token = await router().previewOf(model.name)
    await model.switchTo('green')

    const answering = model.call({ headers: [token] })
    answerWith(await blue().take().taken, { status: 400 })

    expect(routerFieldOf(await answering)).toMatchObject({ color: 'blue', revision: 2 })
  })

  test.each([
    ['live', 'blue'],
    ['blue', 'blue'],
    ['green', 'green'],
  ] as const)('for %s reaches %s', async (to, color) => {
    const model = fresh()
    const answering = model.call({ headers: [await router().previewOf(model.name, { to })] })
    answerWith(await (color === 'blue' ? blue() : green()).take().taken, { body: 'x' })

    expect(routerFieldOf(await answering)?.color).toBe(color)
    expect(await model.counts(color)()).toMatchObject(nothing)
  })

  test('takes a body of unknown length and streams the answer', async () => {
    const model = fresh()
    const token = await router().previewOf(model.name)
    const answering = model.call({ headers: [token], body: Readable.from(['one', 'two']) })
    const { request, response } = await green().take().taken
    const sent = String(await wholeOf(request))

    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: 1\n\n')
    const answer = await answering
    const [first] = await once(answer.stream, 'data')
    response.end('data: 2\n\n')

    expect([sent, String(first)]).toEqual(['onetwo', 'data: 1\n\n'])
    expect(String(await answer.body())).toBe('data: 2\n\n')
  })
})

describe('a preview is refused', () => {
  test.each<readonly [string, (token: string, other: string) => string]>([
    ['no token', () => 'token'],
    ['an empty one', () => ''],
    ['the token of another model', (_, other) => other],
    ['a token for another color', (token) => token.replace('idle', 'blue')],
    ['two tokens', (token) => `${token}, ${token}`],
  ])('with %s', async (_, changed) => {
    const model = fresh()
    const [name, token] = await router().previewOf(model.name)
    const [, other] = await router().previewOf('m0')
    const before = [blue().calls(), green().calls()]

    const answer = await model.call({ headers: [[name, changed(token, other)]] })

    expect([answer.status, answer.header('x-bluegreen')]).toEqual([
      403,
      'none; error=preview_refused',
    ])
    expect(JSON.parse(String(await answer.body()))).toMatchObject({
      error: { code: 'preview_refused' },
    })
    expect([blue().calls(), green().calls()]).toEqual(before)
  })

  test('when its token has expired', async () => {
    const model = fresh()
    const token = await router().previewOf(model.name, { expiresSeconds: 1 })
    const statusOfPreview = async () => {
      const answering = model.call({ headers: [token] })
      const pending = green().take()
      const taken = await Promise.race([pending.taken, answering])
      pending.forget()
      if ('response' in taken) answerWith(taken, {})
      return (await answering).status
    }

    expect(await statusOfPreview()).toBe(200)
    await expect.poll(statusOfPreview, pollOptions).toBe(403)
  })
})
