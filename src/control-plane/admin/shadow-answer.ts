import * as z from 'zod/mini'
import { color, time, word } from './answer-parts.ts'

/** How many answers to copies were like those of the clients, by route class. */
const shadowRoute = z.object({
  route: z.string(),
  agreed: z.number(),
  differed: z.number(),
  /** Status and type were the same, and the bodies could not be compared. */
  uncompared: z.number(),
  /** Copies that were not sent: too many were on their way. */
  skipped: z.number(),
  /** Medians of the time to first byte in milliseconds, of the copies and of the live calls. */
  firstByteMs: z.nullable(z.number()),
  liveFirstByteMs: z.nullable(z.number()),
})

/** The copies of calls that the release in the idle slot got, and what they showed. */
export const shadowAnswer = z.object({
  color,
  release: z.string(),
  staging: z.number(),
  /** Whether calls are copied now; the fields up to `maxPerSecond` are null when not. */
  running: z.boolean(),
  /** In per cent. */
  share: z.nullable(z.number()),
  since: z.nullable(time),
  until: z.nullable(time),
  /** Maximum number of copies that an isolate sends in a second; null for the usual one. */
  maxPerSecond: z.nullable(z.number()),
  calls: z.number(),
  successes: z.number(),
  faults: z.number(),
  overload: z.number(),
  neutral: z.number(),
  slow: z.number(),
  causes: z.object({
    faults: z.record(z.string(), z.number()),
    overload: z.record(z.string(), z.number()),
  }),
  verdict: z.object({ kind: word<'healthy' | 'faulty' | 'undecided'>(), summary: z.string() }),
  routes: z.array(shadowRoute),
  /** The newest differences, newest first. */
  differences: z.array(
    z.object({
      at: time,
      route: z.string(),
      /** `status`, `content type`, `body`, `text`, `length`, or the path of a value. */
      where: z.string(),
      stable: z.string(),
      candidate: z.string(),
    })
  ),
})

export type ShadowShown = z.infer<typeof shadowAnswer>
