import * as z from 'zod/mini'
import type { Identity } from '../../core/access/identity.ts'
import type { Role } from '../../core/access/roles.ts'

/** One of a set of words. Clients accept other words too, because a newer router may add some. */
export const word = <Word extends string>() =>
  z.custom<Word>((value) => typeof value === 'string', 'expected a string')

export const color = z.enum(['blue', 'green'])
export const time = z.iso.datetime()

/** Number and hash of the newest entry of the history; null before the first with a hash. */
export const historyHead = z.nullable(z.object({ entry: z.number(), hash: z.string() }))

/** Who asks, as the admin route has verified it. */
export const caller = z.object({
  name: z.string(),
  kind: word<Identity['kind']>(),
  role: word<Role>(),
  /** The models that it may see and change; null for all. */
  models: z.nullable(z.array(z.string())),
})

export type Caller = z.infer<typeof caller>
