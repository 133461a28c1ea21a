import * as z from 'zod/mini'
import { parseCallId } from '../../core/outcomes/call-id.ts'
import { isPlainLine } from '../../core/rollout/plain-line.ts'
import { isReservedAuthor, isReservedSource } from '../../core/rollout/reserved-author.ts'

/** The id that a grade names, for people. */
export const CALL_ID = "the call parameter of an answer's x-bluegreen field"

const callId = z
  .string()
  .check(z.refine((id) => parseCallId(id) !== undefined, { error: `expected ${CALL_ID}` }))

/** Body of `POST …/feedback`: a grade for one call, by the id that its answer carried. */
export const feedbackBody = z.strictObject({
  call: callId,
  ok: z.boolean(),
  quality: z._default(
    z.string().check(z.regex(/^[a-z0-9_-]{1,40}$/, 'expected a name such as "grade"')),
    'feedback'
  ),
})

/** Body of `POST /admin/notify/test`. Without a name, all receivers are tested. */
export const notifyTestBody = z.strictObject({ receiver: z.optional(z.string()) })

const name = z
  .string()
  .check(z.trim(), z.minLength(1), z.refine(isPlainLine, 'expected one line of visible characters'))

/** The headers that name the author of a command and its origin. */
export const authorHeaders = z.object({
  by: z.optional(
    name.check(z.refine((by) => !isReservedAuthor(by), 'that name belongs to the router'))
  ),
  source: z._default(
    name.check(
      z.refine((source) => !isReservedSource(source), 'that source belongs to the router')
    ),
    'api'
  ),
})

const wholeNumber = z.coerce.number().check(z.int(), z.gte(1))

/**
 * Query of `GET /admin/models`: the model whose evidence is asked for, and the `next` of its last
 * answer.
 */
export const modelsQuery = z
  .strictObject({
    evidence: z.optional(z.string()),
    after: z.optional(
      z.pipe(
        z.string().check(z.regex(/^\d{1,15}$/, 'expected the number "next" of an earlier answer')),
        z.transform(Number)
      )
    ),
  })
  .check(
    z.refine(({ evidence, after }) => after === undefined || evidence !== undefined, {
      path: ['after'],
      error: 'expected evidence=<model> with it',
    })
  )

/** Query of `GET …/rollouts`. `before` is the number of a history entry. */
export const rolloutsQuery = z.strictObject({
  limit: z._default(wholeNumber.check(z.lte(500)), 50),
  before: z.optional(wholeNumber),
  since: z.optional(
    z.pipe(
      z.iso.datetime({ offset: true, error: 'expected a time such as 2026-01-31T12:00:00Z' }),
      z.transform((time: string) => Date.parse(time))
    )
  ),
})

/** Query of `GET …/history`. `documents` asks for the entries as they are stored. */
export const historyQuery = z.extend(rolloutsQuery, {
  documents: z._default(
    z.pipe(
      z.enum(['true', 'false']),
      z.transform((word) => word === 'true')
    ),
    false
  ),
})

/** `If-Match`: a revision, bare or as an entity tag; `*` stands for any revision. */
export const ifMatch = z.optional(
  z.pipe(
    z
      .string()
      .check(
        z.regex(
          /^(?:\*|\d{1,15}|(?:W\/)?"\d{1,15}")$/,
          'If-Match: expected a revision such as 7, or *'
        )
      ),
    z.transform((tag) => (tag === '*' ? undefined : Number(tag.replaceAll(/\D/g, ''))))
  )
)

/** Result of parsing a body, a query or a header. */
export type SafeParsed<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: z.core.$ZodError }

/** What was wrong and where, in one sentence. */
export function describeIssues(
  { issues }: z.core.$ZodError,
  shown: (path: readonly PropertyKey[]) => readonly PropertyKey[] = (path) => path
): string {
  return issues
    .map((issue) => {
      const path = shown(issue.path).join('.')
      return [...(path === '' ? [] : [path]), messageOf(issue)].join(': ')
    })
    .join('; ')
}

/** The small build of zod neither names the keys that it does not know, nor says why a key is wrong. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.join(', ')}`
  if (issue.code !== 'invalid_key') return issue.message
  return issue.issues.map(({ message }) => message).join(', ')
}
