import * as z from 'zod/mini'
import { parseCallId } from '../../core/outcomes/call-id.ts'
import { MAX_COLLECTORS } from '../../core/reporting/collector-shard.ts'

/** The id that a grade names, for people. */
export const CALL_ID = "the call parameter of an answer's x-bluegreen field"

const reason = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))

const color = z.enum(['blue', 'green'])

/** Longest bake in seconds, as in `wrangler.toml`. */
const MAX_BAKE_SECONDS = 30 * 86_400

/** Body of `POST …/switch`. The reason to force a switch is also the reason of the switch. */
export const switchBody = z.pipe(
  z
    .strictObject({
      to: z.optional(color),
      reason: z.optional(reason),
      force: z.optional(reason),
      bakeSeconds: z.optional(z.number().check(z.positive(), z.lte(MAX_BAKE_SECONDS))),
    })
    .check(
      z.refine((body) => (body.reason ?? body.force) !== undefined, {
        path: ['reason'],
        error: 'expected a reason',
      })
    ),
  z.transform(({ bakeSeconds, ...body }) => ({
    to: body.to,
    force: body.force,
    reason: body.reason ?? body.force ?? '',
    bakeMs: bakeSeconds === undefined ? undefined : bakeSeconds * 1000,
  }))
)

/** Body of `POST …/rollback`; in an emergency nobody should have to think of a reason. */
export const rollbackBody = z.strictObject({ reason: z._default(reason, 'rolled back by hand') })

/** Body of `POST …/collectors`. */
export const collectorsBody = z.strictObject({
  perRegion: z.int().check(z.gte(0), z.lte(MAX_COLLECTORS)),
  reason,
})

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

/** Query of `GET …/history`. */
export const historyQuery = z.object({
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(500)), 50),
})

/** `If-Match`: a revision, bare or as an entity tag. */
export const ifMatch = z.optional(
  z.pipe(
    z.string().check(z.regex(/^(W\/)?"?\d{1,15}"?$/, 'expected a revision such as 7')),
    z.transform((tag) => Number(tag.replaceAll(/\D/g, '')))
  )
)

/** What was wrong and where, in one sentence. */
export function describeIssues({ issues }: z.core.$ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
