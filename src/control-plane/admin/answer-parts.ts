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

/** A location hint and a jurisdiction of Cloudflare; null for none. */
export const placement = z.object({
  location: z.nullable(z.string()),
  jurisdiction: z.nullable(z.string()),
})

/** Who asks, as the admin route has verified it. */
export const caller = z.object({
  name: z.string(),
  kind: word<Identity['kind']>(),
  role: word<Role>(),
  /** The models that it may see and change; null for all. */
  models: z.nullable(z.array(z.string())),
})

export type Caller = z.infer<typeof caller>

/** The steps that a model is configured with; without a step, all traffic goes at once. */
export const switchPlan = z.object({
  /** A step without seconds is left by promote only. */
  steps: z.array(z.object({ weight: z.number(), seconds: z.nullable(z.number()) })),
  holdBack: z.number(),
  bakeSeconds: z.number(),
})

/** The steps of a rollout, and how far it has come. */
export const stepPlan = z.object({
  /** A step without seconds is left by promote only. */
  steps: z.array(z.object({ weight: z.number(), seconds: z.nullable(z.number()) })),
  /** Index of the present step. */
  step: z.number(),
  since: time,
  endsAt: z.nullable(time),
  bakeSeconds: z.number(),
  /** What must come before the next step. */
  waitsFor: word<'time' | 'healthy_verdict' | 'promote' | 'resume' | 'freeze_end'>(),
  /** Good calls that are missing for a healthy verdict; null when calls alone do not lead to it. */
  goodCallsNeeded: z.nullable(z.number()),
})

/** A message on its way to a receiver, or given up; with the result of each attempt. */
export const delivery = z.object({
  id: z.string(),
  receiver: z.string(),
  type: z.string(),
  createdAt: time,
  attempts: z.array(z.object({ at: time, result: z.string() })),
  nextAt: z.nullable(time),
})
