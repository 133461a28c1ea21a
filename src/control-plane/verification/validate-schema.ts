import { Validator } from '@cfworker/json-schema'
import type { Validate } from '../../core/verification/judge-answer.ts'

/** Maximum number of errors in the text: the first ones are the nearest to the cause. */
const MAX_ERRORS = 3

/**
 * Validates by JSON Schema 2020-12. The validator walks over the schema: code that is made from
 * one, as most validators do, is forbidden on Workers.
 */
export const validateSchema: Validate = (schema, document) => {
  try {
    const { valid, errors } = new Validator(schema, '2020-12', false).validate(document)
    if (valid) return undefined
    // The errors of the inner schemas come after those that contain them.
    return errors
      .toReversed()
      .slice(0, MAX_ERRORS)
      .map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)
      .join(' ')
  } catch (error) {
    // An unknown reference makes the schema itself unusable.
    return error instanceof Error ? error.message : String(error)
  }
}
