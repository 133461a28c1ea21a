import * as z from 'zod/mini'
import { suiteDocument } from '../verification/suite-schema.ts'
import { line } from './command-bodies.ts'

/** Longest time of one call, in seconds. */
const MAX_TIMEOUT_SECONDS = 600

/** Largest number of warm-up calls. */
const MAX_WARM_UP = 100

/** Maximum length of a stored suite: SQLite limits the size of a row. */
const MAX_SUITE_BYTES = 1_048_576

const suiteName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9._-]{1,60}$/, 'expected letters, digits, dot, hyphen, underscore'))

const smallSuite = suiteDocument.check(
  z.refine(
    (suite) => new TextEncoder().encode(JSON.stringify(suite)).length <= MAX_SUITE_BYTES,
    'expected at most 1 MiB'
  )
)

/**
 * Body of `POST …/verify`. A `document` is stored under the name `suite` and run; without one, the
 * stored suite of that name is run, or all stored suites.
 */
export const verifyBody = z.pipe(
  z
    .strictObject({
      color: z.optional(z.enum(['blue', 'green'])),
      suite: z.optional(suiteName),
      document: z.optional(smallSuite),
      against: z.optional(z.literal('stable')),
      warmUp: z._default(z.int().check(z.gte(0), z.lte(MAX_WARM_UP)), 0),
      timeoutSeconds: z._default(z.number().check(z.positive(), z.lte(MAX_TIMEOUT_SECONDS)), 60),
      reason: z._default(line(500), 'golden requests'),
    })
    .check(
      z.refine(({ suite, document }) => suite !== undefined || document === undefined, {
        path: ['suite'],
        error: 'expected a name to store the document under',
      })
    ),
  z.transform(({ against, warmUp, timeoutSeconds, ...body }) => ({
    ...body,
    options: { isAgainstStable: against === 'stable', warmUp, timeoutMs: timeoutSeconds * 1000 },
  }))
)

/** Body of `POST …/cancel-verify`. */
export const cancelVerifyBody = z.strictObject({
  reason: z._default(line(500), 'cancelled by hand'),
})

/** Body of `POST …/remove-suite`. */
export const removeSuiteBody = z.strictObject({
  suite: suiteName,
  reason: z._default(line(500), 'removed by hand'),
})
