import { z } from 'zod'
import { modesSchema } from './fault-injection.ts'

const count = z.int()

const countersSchema = z.object({
  /** All requests except health and control. */
  calls: count,
  /** Calls in progress. */
  active: count,
  /** Answers delivered completely, with any status. */
  completed: count,
  /** Calls whose client disconnected first. */
  cancelled: count,
  /** Answers cut off by fault injection. */
  cut: count,
  /** Tokens or frames that the model has computed; constant while nothing is computed. */
  work: count,
  /** Number of answers by status. */
  statuses: z.record(z.string(), count),
})

/** Response body of `/__control`. */
export const controlStateSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  pid: count,
  modes: modesSchema,
  counters: countersSchema,
})

export type ControlState = z.infer<typeof controlStateSchema>

/** Counters of one server since its start or reset. Mutated in place. */
export type Counters = z.infer<typeof countersSchema>

export function zeroCounters(): Counters {
  return { calls: 0, active: 0, completed: 0, cancelled: 0, cut: 0, work: 0, statuses: {} }
}
