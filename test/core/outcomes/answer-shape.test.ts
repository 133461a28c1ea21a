import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isForeign,
  noShapes,
  shapeOf,
  withShape,
  type AnswerFacts,
  type AnswerShape,
} from '../../../src/core/outcomes/answer-shape.ts'

function answer(facts: Partial<AnswerFacts> = {}): AnswerFacts {
  return {
    method: 'POST',
    status: 200,
    contentType: 'application/json',
    isEmpty: false,
    ...facts,
  }
}

function stableWith(shapes: readonly AnswerShape[], answers = 20) {
  const seen = Array.from({ length: answers }, (_, index) => shapes[index % shapes.length] ?? '')
  return seen.reduce(withShape, noShapes)
}

describe('the shape', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
    ['text/event-stream; charset=utf-8', 'json'],
    ['application/x-ndjson', 'json'],
    ['text/html; charset=utf-8', 'text/html'],
    ['audio/wav', 'audio/wav'],
    [null, ''],
  ])('of an answer of type %s is %s', (contentType, shape) => {
    expect(shapeOf(answer({ contentType }))).toBe(shape)
  })

  it.each([200, 201, 204])('of a %i without a body is empty, whatever its type', (status) => {
    expect(shapeOf(answer({ status, isEmpty: true }))).toBe('empty')
  })

  it.each([
    ['a HEAD', { method: 'HEAD', isEmpty: true }],
    ['a redirect', { status: 302, isEmpty: true }],
    ['a 304', { status: 304, isEmpty: true }],
    ['a part', { status: 206 }],
    ['an error that counts as a success', { status: 404 }],
  ])('of %s says nothing', (_, facts) => {
    expect(shapeOf(answer(facts))).toBeUndefined()
  })
})

describe('a shape is foreign', () => {
  it.each<readonly [AnswerShape, readonly AnswerShape[], boolean]>([
    ['text/html', ['json'], true],
    ['empty', ['json'], true],
    ['', ['json'], true],
    ['audio/wav', ['audio/mpeg'], false],
    ['text/plain', ['json'], false],
    ['json', ['json'], false],
    ['json', ['audio/wav', 'json'], false],
    ['text/html', ['audio/wav', 'json'], true],
    ['json', ['empty'], false],
    ['json', [''], false],
    ['empty', [''], true],
  ])('%j where stable answers in %j: %s', (shape, shapes, foreign) => {
    expect(isForeign(stableWith(shapes), shape)).toBe(foreign)
  })

  it.each([
    [19, false],
    [20, true],
  ])('after %i answers of stable: %s', (answers, foreign) => {
    expect(isForeign(stableWith(['json'], answers), 'text/html')).toBe(foreign)
  })

  it('nowhere on a route that stable answers in many shapes', () => {
    const four = ['a/1', 'a/2', 'a/3', 'a/4']

    expect(isForeign(stableWith(four), 'text/html')).toBe(true)
    expect(isForeign(stableWith([...four, 'a/5']), 'text/html')).toBe(false)
  })

  it('never when stable has answered in it, and what is known stays small', () => {
    const shapes = fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(shapes, (seen) => {
        const known = seen.reduce(withShape, noShapes)

        expect(seen.every((shape) => !isForeign(known, shape))).toBe(true)
        expect(known.shapes.length).toBeLessThanOrEqual(5)
      })
    )
  })
})

it('returns what it knows when an answer adds nothing', () => {
  const known = stableWith(['json'])

  expect(withShape(known, 'json')).toBe(known)
})
