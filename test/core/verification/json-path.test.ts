import { expect, it } from 'vitest'
import { keysOf, valueAt } from '../../../src/core/verification/json-path.ts'

const document = {
  choices: [{ message: { role: 'assistant' } }, { message: null }],
  'a.b': { '"': 1 },
  predictions: [[{ label: 'billing' }]],
  '0': 'zero',
}

it.each([
  ['choices.0.message.role', 'assistant'],
  ['choices[0].message.role', 'assistant'],
  ['$.choices[0]["message"].role', 'assistant'],
  ['predictions.0.0.label', 'billing'],
  ['choices.length', 2],
  ['["a.b"]["\\""]', 1],
  ['0', 'zero'],
  ['choices.1.message', null],
])('%s is %j', (path, value) => {
  expect(valueAt(document, path)).toBe(value)
})

it.each([
  'choices.2',
  'choices.-1',
  'choices.first',
  'choices.0.message.role.length',
  'toString',
  'choices.push',
  'choices.1.message.role',
])('there is nothing at %s', (path) => {
  expect(valueAt(document, path)).toBeUndefined()
})

it.each(['a..b', 'a[', 'a[x]', 'a["b]', 'a["\\x"]', ']'])('%s is malformed', (path) => {
  expect(keysOf(path)).toBeUndefined()
})

it('is the document itself without a path', () => {
  expect(valueAt(document, '')).toBe(document)
  expect(valueAt(document, '$')).toBe(document)
})
