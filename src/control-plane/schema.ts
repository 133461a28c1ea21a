import { z } from 'zod'

const reason = z.string().trim().min(1).max(500)

/** Body of `POST …/switch`. */
export const switchBody = z.strictObject({ to: z.enum(['blue', 'green']), reason })

/** Body of `POST …/rollback`; in an emergency nobody should have to think of a reason. */
export const rollbackBody = z.strictObject({ reason: reason.default('rolled back by hand') })

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
