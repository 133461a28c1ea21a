import { expect, it } from 'vitest'
import { validateSchema } from '../../../src/control-plane/verification/validate-schema.ts'

const schema = {
  type: 'object',
  required: ['data'],
  properties: { data: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 1 } },
  $defs: { item: { type: 'object', properties: { score: { type: 'number', maximum: 1 } } } },
}

it('finds nothing wrong in a valid document', () => {
  expect(validateSchema(schema, { data: [{ score: 0.5 }] })).toBeUndefined()
})

it('names the place and the rule, the nearest first', () => {
  expect(validateSchema(schema, { data: [{ score: 2 }] })).toMatch(/^#\/data\/0\/score: /)
  expect(validateSchema(schema, {})).toMatch(/data/)
})

it('reports a schema that cannot be used', () => {
  expect(validateSchema({ $ref: '#/$defs/gone' }, 1)).toMatch(/gone/)
})
