import { expect, it } from 'vitest'
import { differencesOf, VOLATILE_FIELDS } from '../../../src/core/verification/compare-answers.ts'
import { answered, failed } from '../../support/golden.ts'

const comparison = { tolerance: 0.01, ignored: VOLATILE_FIELDS }

it('finds no difference between answers that differ in volatile fields and within the tolerance', () => {
  const stable = answered({ id: 'a', choices: [{ score: 1, text: 'hi' }] })
  const candidate = answered({ choices: [{ text: 'hi', score: 1.009 }], id: 'b' }, { totalMs: 900 })

  expect(differencesOf(stable, candidate, comparison)).toEqual([])
})

it('lists each place that differs', () => {
  const stable = answered({ score: 1, label: 'a', tags: ['x'], old: true })
  const candidate = answered(
    { score: 1.2, label: 'b', tags: ['x', 'y'] },
    { status: 201, contentType: 'application/json; charset=utf-8' }
  )

  expect(differencesOf(stable, candidate, comparison)).toEqual([
    { where: 'status', stable: '200', candidate: '201' },
    { where: 'score', stable: '1', candidate: '1.2' },
    { where: 'label', stable: '"a"', candidate: '"b"' },
    { where: 'tags.1', stable: 'nothing', candidate: '"y"' },
    { where: 'old', stable: 'true', candidate: 'nothing' },
  ])
})

it('tells apart a list and an object, and JSON and text', () => {
  expect(differencesOf(answered([]), answered({}), comparison)).toEqual([
    { where: 'body', stable: '[]', candidate: '{}' },
  ])
  expect(differencesOf(answered({}), answered('busy'), comparison)).toEqual([
    { where: 'body', stable: '{}', candidate: 'busy' },
  ])
})

it.each([
  ['text/event-stream', (event: string) => `data: ${event}\n\n`],
  ['application/x-ndjson', (event: string) => `${event}\n`],
])('compares the events of a stream of %s, without what differs from call to call', (type, of) => {
  const stream = (id: string, ...words: readonly string[]) =>
    answered(words.map((word) => of(JSON.stringify({ id, word }))).join('') + of('[DONE]'), {
      contentType: type,
    })

  expect(differencesOf(stream('1', 'a', 'b'), stream('2', 'a', 'b'), comparison)).toEqual([])
  expect(differencesOf(stream('1', 'a', 'b'), stream('2', 'a', 'c'), comparison)).toEqual([
    { where: '1.word', stable: '"b"', candidate: '"c"' },
  ])
})

it('compares an answer with the absence of one', () => {
  expect(differencesOf(answered({}), failed('timed_out'), comparison)).toEqual([
    { where: 'answer', stable: 'status 200', candidate: 'timed_out' },
  ])
  expect(differencesOf(failed('timed_out'), failed('timed_out'), comparison)).toEqual([])
})

it('lists at most 20 places', () => {
  const many = (value: number) =>
    answered(Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`k${n}`, value])))

  expect(differencesOf(many(1), many(2), comparison)).toHaveLength(20)
})
