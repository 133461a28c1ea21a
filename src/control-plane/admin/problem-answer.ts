import * as z from 'zod/mini'
import type { AdminCode } from './admin-codes.ts'
import { color, word } from './answer-parts.ts'

/** Body of every refusal and error of the admin route, by RFC 9457. */
export const problemAnswer = z.object({
  /** Where the document of the API explains the code. */
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: word<AdminCode>(),
  /** In a refused command: where the rollout stands. */
  live: z.exactOptional(color),
  revision: z.exactOptional(z.number()),
  /** The form of older versions. It goes with the next one. */
  error: z.object({
    code: word<AdminCode>(),
    message: z.string(),
    live: z.exactOptional(color),
    revision: z.exactOptional(z.number()),
  }),
})
