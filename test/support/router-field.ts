import { readRouterField, type RouterFieldReading } from '../../scripts/dev/router-field.ts'
import { ROUTER_FIELD } from '../../src/core/outcomes/router-field.ts'

/**
 * Parses the field `x-bluegreen` of an answer; undefined when the answer has none. Throws when the field is repeated or
 * malformed.
 */
export function routerFieldOf(answer: {
  readonly headers: Iterable<readonly [name: string, value: string]>
}): RouterFieldReading | undefined {
  const fields = [...answer.headers].filter(([name]) => name.toLowerCase() === ROUTER_FIELD)
  const [field] = fields
  if (field === undefined) return undefined
  const reading = readRouterField(field[1])
  if (fields.length > 1 || reading === undefined) {
    throw new Error(`${ROUTER_FIELD}: ${fields.map(([, value]) => value).join(' | ')}`)
  }
  return reading
}
