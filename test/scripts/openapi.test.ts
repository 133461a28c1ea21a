import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { adminCodes, byStatus, codesOf } from '../../scripts/openapi/errors.ts'
import { openApiDocument } from '../../scripts/openapi/document.ts'
import { isRecord } from '../../src/core/json.ts'
import { adminRoutes } from '../../src/control-plane/admin/admin-routes.ts'

const root = new URL('../../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), 'utf8')
const document = JSON.parse(text('src/control-plane/admin/openapi.json'))
const { version } = JSON.parse(text('package.json'))

describe('the OpenAPI document of the admin route', () => {
  it('is the one that npm run openapi writes', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))))
  })

  it('is valid by the schema of OpenAPI 3.1, and all its references lead somewhere', async () => {
    const validator = new Validator()

    const { valid, errors } = await validator.validate(structuredClone(document))

    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
    expect(refsIn(document).filter((ref) => targetOf(ref) === undefined)).toEqual([])
  })

  it('has no operation twice', () => {
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(
      (operations) => Object.values(operations).map(({ operationId }) => operationId)
    )

    expect(ids.toSorted()).toEqual(Object.keys(adminRoutes).toSorted())
  })

  it('explains every code, and has each on a route but the one of unknown routes', () => {
    const onRoutes = Object.entries(adminRoutes).flatMap(([name, route]) => codesOf(name, route))

    expect(Object.keys(document['x-codes']).toSorted()).toEqual(adminCodes.toSorted())
    expect([...new Set([...onRoutes, 'not_found'])].toSorted()).toEqual(adminCodes.toSorted())
  })

  it.each(Object.entries(adminRoutes))('has the errors of %s by status', (name, route) => {
    const path = `/admin${route.path.replace(':model', '{model}')}`
    const { responses } = document.paths[path][route.method.toLowerCase()]

    const statuses = Object.keys(responses).filter((status) => !status.startsWith('2'))

    const expected = [...byStatus(codesOf(name, route)).keys()]
    expect(statuses.toSorted()).toEqual(expected.map(String).toSorted())
  })
})

/** Returns all references in a document. */
function refsIn(value: unknown): readonly string[] {
  if (!isRecord(value)) return []
  const own = typeof value['$ref'] === 'string' ? [value['$ref']] : []
  return [...own, ...Object.values(value).flatMap(refsIn)]
}

/** Returns the part of the document that a reference leads to. */
function targetOf(ref: string): unknown {
  const keys = ref.replace(/^#\//, '').split('/')
  return keys.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), document)
}
