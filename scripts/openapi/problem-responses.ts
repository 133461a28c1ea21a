import type { oas31, ZodOpenApiResponseObject } from 'zod-openapi'
import { adminErrors, type AdminCode } from '../../src/control-plane/admin/admin-codes.ts'
import { byStatus } from './errors.ts'

type Responses = Record<string, ZodOpenApiResponseObject | oas31.ReferenceObject>

/** Headers of the errors that say what to do next. */
const headersOf: Readonly<Record<number, oas31.HeadersObject>> = {
  401: { 'www-authenticate': textHeader('How to authenticate') },
  405: { allow: textHeader('The methods of the path') },
  429: { 'retry-after': textHeader('Seconds until the next try') },
}

/** The error answers of the document. Routes with the same codes share them. */
export class ProblemResponses {
  readonly #shared = new Map<string, readonly AdminCode[]>()

  /** Returns the error answers of a route, by status. */
  of(name: string, codes: readonly AdminCode[]): Responses {
    const statuses = [...byStatus(codes)].map(([status, ofStatus]) => {
      const id = this.#idOf(status, ofStatus, name)
      return [`${status}`, { $ref: `#/components/responses/${id}` }] as const
    })
    return Object.fromEntries(statuses)
  }

  /** Returns the components that the routes refer to. */
  components(): Record<string, ZodOpenApiResponseObject> {
    const entries = [...this.#shared].map(([id, codes]) => [id, responseOf(codes)] as const)
    return Object.fromEntries(entries)
  }

  #idOf(status: number, codes: readonly AdminCode[], name: string): string {
    for (const [id, others] of this.#shared) if (others.join() === codes.join()) return id
    const [only] = codes
    const short = codes.length === 1 && only !== undefined ? only : `status_${status}`
    const id = this.#shared.has(short) ? `${short}_${name}` : short
    this.#shared.set(id, codes)
    return id
  }
}

function responseOf(codes: readonly AdminCode[]): ZodOpenApiResponseObject {
  const [first] = codes
  const status = first === undefined ? 500 : adminErrors[first].status
  const headers = headersOf[status]
  return {
    description: codes.map((code) => adminErrors[code].message).join(' Or: '),
    ...(headers === undefined ? {} : { headers }),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }],
          properties: { status: { const: status }, code: { enum: [...codes] } },
        },
      },
    },
  }
}

function textHeader(description: string): oas31.HeaderObject {
  return { description, schema: { type: 'string' } }
}
