import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementOf, type SampledAnswer } from '../../../src/core/shadow/compare-in-shadow.ts'
import { similarityOf } from '../../../src/core/shadow/text-similarity.ts'

function answer(text: string | undefined, overrides: Partial<SampledAnswer> = {}): SampledAnswer {
  const length = text?.length
  return { status: 200, contentType: 'application/json', text, length, ...overrides }
}

/** Compares two JSON bodies. */
function compared(stable: unknown, candidate: unknown) {
  return agreementOf(answer(JSON.stringify(stable)), answer(JSON.stringify(candidate)))
}

const where = (place: string, stable: string, candidate: string) => ({
  kind: 'differed',
  differences: [{ where: place, stable, candidate }],
})

const agreed = { kind: 'agreed' }

describe('status and type', () => {
  it('differ before anything else is compared', () => {
    expect(agreementOf(answer('a'), answer('b', { status: 500 }))).toEqual(
      where('status', '200', '500')
    )
    const html = answer('b', { contentType: 'text/html; charset=utf-8' })
    expect(agreementOf(answer('a'), html)).toEqual(
      where('content type', 'application/json', 'text/html')
    )
  })

  it('are enough for errors, whose bodies may hold a key', () => {
    const refused = (key: string) => answer(`{"error":"wrong key ${key}"}`, { status: 401 })

    expect(agreementOf(refused('sk-1'), refused('sk-2'))).toEqual(agreed)
  })

  it('have no case and no parameters', () => {
    const upper = answer('{}', { contentType: 'Application/JSON; charset=utf-8' })

    expect(agreementOf(answer('{}'), upper)).toEqual(agreed)
  })
})

describe('bodies that were not read whole', () => {
  const long = answer(undefined, { length: undefined })

  it('are not compared', () => {
    expect(agreementOf(long, answer('{}'))).toEqual({ kind: 'uncompared' })
  })

  it('differ by their lengths where both are known', () => {
    const audio = (length: number) => answer(undefined, { length, contentType: 'audio/wav' })

    expect(agreementOf(audio(1_000), audio(1_050))).toEqual({ kind: 'uncompared' })
    expect(agreementOf(audio(1_000), audio(2_000))).toEqual(
      where('length', '1000 bytes', '2000 bytes')
    )
    expect(agreementOf(audio(10), audio(0))).toEqual(where('length', '10 bytes', '0 bytes'))
  })
})

describe('JSON', () => {
  it('agrees up to rounding, and in fields that differ from call to call', () => {
    const body = (id: string, score: number) => ({ id, created: score, model: id, score })

    expect(compared(body('a', 0.9), body('b', 0.905))).toEqual(agreed)
    expect(compared({ p: 0.0001 }, { p: 0.0009 })).toEqual(agreed)
    expect(compared({ p: [{ q: 0.9 }] }, { p: [{ q: 0.8 }] })).toEqual(where('p.0.q', '0.9', '0.8'))
  })

  it('differs by a field that is not there, and by a type', () => {
    expect(compared({ a: 1 }, {})).toEqual(where('a', '1', 'nothing'))
    expect(compared({ a: 1 }, { a: '1' })).toEqual(where('a', '1', '"1"'))
    expect(compared({ a: [] }, { a: {} })).toEqual(where('a', '[]', '{}'))
  })

  it('that only one answer is differs', () => {
    expect(agreementOf(answer('{}'), answer('oops'))).toEqual(where('body', '{}', 'oops'))
  })

  it('shows a part of a long value', () => {
    const agreement = compared({ a: 'x'.repeat(5_000) }, { a: 'y' })

    expect(agreement.kind === 'differed' && agreement.differences[0]?.stable.length).toBe(201)
  })

  it('lists a bounded number of differences', () => {
    const list = (value: number) => Array.from({ length: 7 }, () => ({ a: [value, value, value] }))
    const agreement = compared([list(1), list(1), list(1)], [list(2), list(2), list(2)])

    expect(agreement.kind === 'differed' && agreement.differences.length).toBe(20)
  })
})

describe('labels', () => {
  const scores = (...pairs: readonly (readonly [string, number])[]) =>
    pairs.map(([label, score]) => ({ label, score }))

  it('agree when the best one is the same, whatever the scores and the order', () => {
    const one = scores(['en', 0.9], ['de', 0.1])
    const another = scores(['de', 0.3], ['en', 0.4], ['fr', 0.3])

    expect(compared(one, another)).toEqual(agreed)
    expect(compared([one], [another])).toEqual(agreed)
    expect(compared({ label: 'en', score: 0.9 }, { label: 'en', score: 0.2 })).toEqual(agreed)
    expect(compared({ label: 'en', sure: true }, { label: 'en', sure: false })).toEqual(agreed)
  })

  it('differ by the best one', () => {
    const one = scores(['en', 0.6], ['de', 0.4])
    const another = scores(['en', 0.4], ['de', 0.6])

    expect(compared(one, another)).toEqual(where('body', 'en', 'de'))
    expect(compared({ results: one }, { results: another })).toEqual(where('results', 'en', 'de'))
  })

  it('are found in the usual forms', () => {
    const zeroShot = (first: number) => ({ labels: ['a', 'b'], scores: [first, 1 - first] })
    const byName = (first: number) => ({ scores: { a: first, b: 1 - first } })

    expect(compared(zeroShot(0.9), zeroShot(0.6))).toEqual(agreed)
    expect(compared(zeroShot(0.9), zeroShot(0.1))).toEqual(where('body', 'a', 'b'))
    expect(compared(byName(0.9), byName(0.1))).toEqual(where('scores', 'a', 'b'))
  })

  it('do not hide the place of a found object', () => {
    const found = (x: number) => [{ label: 'cat', score: 0.9, box: { x } }]

    expect(compared(found(1), found(50))).toEqual(where('0.box.x', '1', '50'))
  })
})

describe('vectors', () => {
  const vector = Array.from({ length: 32 }, (_, index) => Math.sin(index))
  const base64 = (numbers: readonly number[]) =>
    Buffer.from(new Float32Array(numbers).buffer).toString('base64')
  const rounded = vector.map((one) => one + 0.001)
  const turned = vector.map((one) => -one)

  it('agree by their distance, and not number by number', () => {
    expect(compared({ embedding: vector }, { embedding: rounded })).toEqual(agreed)
    expect(compared({ embedding: vector }, { embedding: turned })).toEqual(
      where('embedding', '32 numbers', '32 numbers, 200 % apart')
    )
    expect(compared({ embedding: vector }, { embedding: vector.slice(1) })).toEqual(
      where('embedding', '32 numbers', '31 numbers, another length')
    )
  })

  it('are compared in Base64 too', () => {
    const embedding = (numbers: readonly number[]) => ({ data: [{ embedding: base64(numbers) }] })

    expect(compared(embedding(vector), embedding(rounded))).toEqual(agreed)
    expect(compared(embedding(vector), embedding(turned))).toMatchObject({ kind: 'differed' })
  })
})

describe('texts', () => {
  const chat = (content: string) => ({ choices: [{ message: { role: 'assistant', content } }] })
  const text = 'In the beginning God created the heaven and the earth, and it was good.'

  it('agree when most of them is the same', () => {
    expect(compared(chat(text), chat(`${text} Amen`))).toEqual(agreed)
    expect(compared(chat(text), chat('And the sons of Levi were numbered by the LORD.'))).toEqual(
      where(
        'choices.0.message.content',
        JSON.stringify(text),
        '"And the sons of Levi were numbered by the LORD."'
      )
    )
  })

  it('are put together from the events of a stream', () => {
    const stream = (words: readonly string[]) =>
      answer(
        words
          .map(
            (content) =>
              `data: ${JSON.stringify({ id: content, choices: [{ delta: { content } }] })}`
          )
          .concat('data: [DONE]')
          .join('\n\n'),
        { contentType: 'text/event-stream' }
      )
    const [whole, pieces] = [stream([text]), stream(text.split(/(?= )/))]

    expect(agreementOf(whole, pieces)).toEqual(agreed)
    expect(agreementOf(whole, stream(['no', ' such', ' thing']))).toMatchObject({
      differences: [{ where: 'text', candidate: 'no such thing' }],
    })
  })

  it('have a similarity from 0 to 1 that is the same in both directions', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, another) => {
        const similarity = similarityOf(one, another)
        expect(similarity).toBeGreaterThanOrEqual(0)
        expect(similarity).toBeLessThanOrEqual(1)
        expect(similarityOf(another, one)).toBeCloseTo(similarity)
        expect(similarityOf(one, one)).toBe(1)
      })
    )
  })

  it('of any length are compared at a bounded cost', () => {
    const long = 'a b c '.repeat(1_000_000)

    expect(similarityOf(long, `${long}x`)).toBe(1)
  })
})

it('never throws, whatever the answers are', () => {
  const any = fc.record({
    status: fc.constantFrom(200, 404),
    contentType: fc.constantFrom(null, 'application/json', 'text/event-stream', 'text/plain'),
    text: fc.oneof(fc.string(), fc.json(), fc.constant(undefined)),
    length: fc.option(fc.nat(), { nil: undefined }),
  })
  fc.assert(
    fc.property(any, any, (one, another) => {
      expect(['agreed', 'differed', 'uncompared']).toContain(agreementOf(one, another).kind)
      if (one.text !== undefined) expect(agreementOf(one, one)).toEqual(agreed)
    })
  )
})
