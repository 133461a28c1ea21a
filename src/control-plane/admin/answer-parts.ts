import * as z from 'zod/mini'

/** One of a set of words. Clients accept other words too, because a newer router may add some. */
export const word = <Word extends string>() =>
  z.custom<Word>((value) => typeof value === 'string', 'expected a string')

export const color = z.enum(['blue', 'green'])
export const time = z.iso.datetime()

/** Number and hash of the newest entry of the history; null before the first with a hash. */
export const historyHead = z.nullable(z.object({ entry: z.number(), hash: z.string() }))
