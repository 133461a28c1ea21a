import { z } from 'zod'
import { parseCallId } from '../core/call-id.ts'

const reason = z.string().trim().min(1).max(500)

/** Body of `POST …/switch`. */
export const switchBody = z.strictObject({ to: z.enum(['blue', 'green']), reason })

/** Body of `POST …/rollback`; in an emergency nobody should have to think of a reason. */
export const rollbackBody = z.strictObject({ reason: reason.default('rolled back by hand') })

/** Body of `POST …/feedback`: a grade for one call, by the id that its answer carried. */
export const feedbackBody = z.strictObject({
  call: z
    .string()
    .transform(parseCallId)
    .refine((call) => call !== undefined, 'expected the x-bluegreen-call of an answer'),
  ok: z.boolean(),
  quality: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/, 'expected a name such as "grade"')
    .default('feedback'),
})

/** Query of `GET …/history`. */
export const historyQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) })

/** `If-Match`: a revision, bare or as an entity tag. */
export const ifMatch = z
  .string()
  .regex(/^(W\/)?"?\d{1,15}"?$/, 'expected a revision such as 7')
  .transform((tag) => Number(tag.replaceAll(/\D/g, '')))
  .optional()

/** What was wrong and where, in one sentence. */
export function sentenceOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
