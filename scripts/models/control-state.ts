import { z } from 'zod'
import { modesSchema } from './fault-injection.ts'

const count = z.int()

const countersSchema = z.object({
  /** Health and control are not calls. */
  calls: count,
  /** Calls that are being answered now. */
  active: count,
  /** Answers delivered to their end, of any status. */
  completed: count,
  /** Calls whose client went away first. */
  cancelled: count,
  /** Answers cut off by a misbehaviour. */
  cut: count,
  /** Tokens or frames that the model has worked on: stands still when nothing is computed. */
  work: count,
  /** How many answers began with which status. */
  statuses: z.record(z.string(), count),
})

/** What `/__control` answers. */
export const controlStateSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  pid: count,
  modes: modesSchema,
  counters: countersSchema,
})

export type ControlState = z.infer<typeof controlStateSchema>

/** What a server has seen since it started or was reset; it counts on in place. */
export type Counters = z.infer<typeof countersSchema>

export function zeroCounters(): Counters {
  return { calls: 0, active: 0, completed: 0, cancelled: 0, cut: 0, work: 0, statuses: {} }
}
