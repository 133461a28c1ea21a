import { Validator, type Schema } from '@cfworker/json-schema'
import { isRecord } from '../../../src/core/json.ts'
import document from '../../../src/control-plane/admin/openapi.json'
import { adminRoutes } from '../../../src/control-plane/admin/admin-routes.ts'

type Tree = Readonly<Record<string, unknown>>

/**
 * Returns in what an answer differs from the document of the API: its status, its headers, or its
 * body, which may not have a field that the document lacks.
 */
export async function differencesOf(
  name: keyof typeof adminRoutes,
  response: Response
): Promise<readonly string[]> {
  const { method, path } = adminRoutes[name]
  const route = `/admin${path.replace(':model', '{model}')}`
  const operation = at(document, ['paths', route, method.toLowerCase(), 'responses'])
  const documented = resolved(at(operation, [`${response.status}`]))
  if (documented === undefined) return [`${response.status} is not documented for ${name}`]
  const headers = Object.keys(at(documented, ['headers']) ?? {})
    .filter((header) => !response.headers.has(header))
    .map((header) => `there is no ${header}`)
  const type = response.headers.get('content-type')?.split(';')[0] ?? ''
  const schema = at(documented, ['content', type, 'schema'])
  if (schema === undefined) {
    const isEmpty = (await response.text()) === '' && documented['content'] === undefined
    return isEmpty ? headers : [...headers, `${type} is not documented`]
  }
  // A text has no more to be compared.
  if (schema['type'] === 'string') return headers
  return [...headers, ...errorsIn(schema, await response.json())]
}

function errorsIn(schema: Tree, body: unknown): readonly string[] {
  const { components } = document
  const whole: Schema = closed({ ...schema, components })
  const { valid, errors } = new Validator(whole, '2020-12', false).validate(body)
  return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)
}

/** Returns a schema whose objects have no fields but those that it names. */
function closed(schema: Tree): Tree {
  const entries = Object.entries(schema).map(([key, value]) => {
    if (Array.isArray(value))
      return [key, value.map((each) => (isRecord(each) ? closed(each) : each))]
    return [key, isRecord(value) ? closed(value) : value]
  })
  const isOpen = schema['type'] !== 'object' || schema['properties'] === undefined
  const rest = isOpen || 'additionalProperties' in schema ? {} : { additionalProperties: false }
  return { ...Object.fromEntries(entries), ...rest }
}

/** Returns what a reference leads to, or the part itself. */
function resolved(part: Tree | undefined): Tree | undefined {
  const ref = part?.['$ref']
  return typeof ref === 'string' ? at(document, ref.replace(/^#\//, '').split('/')) : part
}

function at(part: unknown, keys: readonly string[]): Tree | undefined {
  const found = keys.reduce<unknown>((one, key) => (isRecord(one) ? one[key] : undefined), part)
  return isRecord(found) ? found : undefined
}
