import * as z from 'zod/mini'
import { isSettableHeader } from '../../core/routing/secret-headers.ts'
import type { GoldenCase, Json, JsonExpectation } from '../../core/verification/golden-case.ts'
import { keysOf } from '../../core/verification/json-path.ts'
import type { Suite } from '../../core/verification/verification-run.ts'

/** Maximum number of cases: all run one after another. */
const MAX_CASES = 200

/** Maximum number of runs of a case. */
const MAX_RUNS = 20

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === 'string' ? [value] : value))
)

const pattern = z.string().check(z.refine(isPattern, { error: 'expected a regular expression' }))

const patterns = z.pipe(
  z.union([pattern, z.array(pattern)]),
  z.transform((value) => (typeof value === 'string' ? [value] : value))
)

const milliseconds = z.number().check(z.gt(0))

const statuses = z.pipe(
  z.union([z.int(), z.array(z.int())]),
  z.transform((value) => (typeof value === 'number' ? [value] : value))
)

/** The objects that are no values: each has exactly these keys. */
const near = z.strictObject({ near: z.number(), by: z.number().check(z.gte(0)) })
const oneOf = z.strictObject({ one_of: z.array(z.json()).check(z.minLength(1)) })
const matching = z.strictObject({ matches: pattern })
const existing = z.strictObject({ exists: z.boolean() })
const equal = z.strictObject({ equals: z.json() })

const jsonExpectation = z.pipe(
  z.json(),
  z.transform((value, context): JsonExpectation => {
    const written = writtenExpectation(value)
    if (written !== undefined) return written
    if (isMeantAsExpectation(value)) {
      const message =
        'expected a value, or one of {near, by}, {one_of}, {matches}, {exists}, {equals}'
      context.issues.push({ code: 'custom', message, input: value })
    }
    return { kind: 'equals', value }
  })
)

const path = z.string().check(
  z.refine((value) => keysOf(value) !== undefined, {
    error: 'expected a path such as choices.0.message.role',
  })
)

const expectation = z.strictObject({
  status: z._default(statuses, []),
  max_ms: z.optional(milliseconds),
  max_first_byte_ms: z.optional(milliseconds),
  json: z._default(z.record(path, jsonExpectation), {}),
  contains: z._default(texts, []),
  matches: z._default(patterns, []),
  schema: z.optional(z.record(z.string(), z.json())),
  min_events: z.optional(z.int().check(z.gte(1))),
})

const request = z.strictObject({
  method: z._default(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']), 'POST'),
  path: z.string().check(z.regex(/^[/?][\x21-\x7e]*$/, 'expected a path such as /v1/embeddings')),
  headers: z._default(z.record(headerName(), headerValue()), {}),
  body: z.optional(z.json()),
})

const goldenCase = z
  .strictObject({
    name: z.string().check(z.regex(/^[\x20-\x7e]{1,80}$/, 'expected 1 to 80 printable ASCII')),
    request,
    expect: z._default(expectation, { status: [], json: {}, contains: [], matches: [] }),
    runs: z._default(z.int().check(z.gte(1), z.lte(MAX_RUNS)), 1),
    passes: z.optional(z.int().check(z.gte(1))),
  })
  .check(
    z.refine(({ runs, passes }) => passes === undefined || passes <= runs, {
      path: ['passes'],
      error: 'expected at most as many as runs',
    }),
    z.refine(({ request: { method, body } }) => body === undefined || !bodiless.has(method), {
      path: ['request', 'body'],
      error: 'expected no body for this method',
    })
  )

const bodiless = new Set(['GET', 'HEAD'])

/** A suite of golden requests, as operators write it. Its output is what the core runs. */
export const suiteDocument = z.pipe(
  z.strictObject({
    cases: z.array(goldenCase).check(
      z.minLength(1),
      z.maxLength(MAX_CASES),
      z.refine((cases) => new Set(cases.map(({ name }) => name)).size === cases.length, {
        error: 'expected names that differ',
      })
    ),
  }),
  z.transform(({ cases }): Suite => ({ cases: cases.map(caseOf) }))
)

function caseOf({
  name,
  request: sent,
  expect,
  runs,
  passes,
}: z.infer<typeof goldenCase>): GoldenCase {
  const { status, max_ms, max_first_byte_ms, json, contains, matches, schema, min_events } = expect
  return {
    name,
    runs,
    passes: passes ?? runs,
    request: requestOf(sent),
    expect: {
      statuses: status,
      json,
      contains,
      matches,
      ...(max_ms === undefined ? {} : { maxTotalMs: max_ms }),
      ...(max_first_byte_ms === undefined ? {} : { maxFirstByteMs: max_first_byte_ms }),
      ...(schema === undefined ? {} : { schema }),
      ...(min_events === undefined ? {} : { minEvents: min_events }),
    },
  }
}

/** A text is sent as it is; another value is sent as JSON, with its content type. */
function requestOf({ method, path: target, headers, body }: z.infer<typeof request>) {
  if (body === undefined) return { method, path: target, headers }
  if (typeof body === 'string') return { method, path: target, headers, body }
  const named = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type')
  const typed = named ? headers : { ...headers, 'content-type': 'application/json' }
  return { method, path: target, headers: typed, body: JSON.stringify(body) }
}

function writtenExpectation(value: Json): JsonExpectation | undefined {
  const asNear = near.safeParse(value)
  if (asNear.success) return { kind: 'near', value: asNear.data.near, tolerance: asNear.data.by }
  const asOneOf = oneOf.safeParse(value)
  if (asOneOf.success) return { kind: 'one_of', values: asOneOf.data.one_of }
  const asMatching = matching.safeParse(value)
  if (asMatching.success) return { kind: 'matches', pattern: asMatching.data.matches }
  const asExisting = existing.safeParse(value)
  if (asExisting.success) return { kind: 'exists', isPresent: asExisting.data.exists }
  const asEqual = equal.safeParse(value)
  return asEqual.success ? { kind: 'equals', value: asEqual.data.equals } : undefined
}

const WORDS = new Set(['near', 'by', 'one_of', 'matches', 'exists'])

/** Whether an object has only the words of expectations, and is none of them: a slip of the pen. */
function isMeantAsExpectation(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => WORDS.has(key))
}

function isPattern(value: string): boolean {
  try {
    return new RegExp(value, 's').source !== ''
  } catch {
    // The message of the schema says what was expected.
    return false
  }
}

function headerName() {
  return z
    .string()
    .check(
      z.refine(
        (name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && isSettableHeader(name),
        'expected the name of a header that a request may set'
      )
    )
}

function headerValue() {
  return z.string().check(z.regex(/^[\x20-\x7e]*$/, 'expected printable ASCII'))
}
