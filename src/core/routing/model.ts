import type { Color } from './color.ts'
import type { Limits } from '../detector/limits.ts'
import type { StatusRules } from '../outcomes/outcome.ts'
import type { Slot } from './pointer.ts'

/** When a call that failed before its first byte is repeated on the other color. */
export interface FailoverPolicy {
  readonly enabled: boolean
  /** Failovers per recent call, 0 to 1. */
  readonly budget: number
  /** A request body larger than this is streamed and not kept, so its call is never replayed. */
  readonly maxBodyBytes: number
}

/** A model that the router serves, as configured: what a deploy decides, not what an operator does. */
export interface Model {
  readonly name: string
  /** First path segments, stripped before forwarding; `/` takes every path that no other model takes. */
  readonly path: string
  /** The releases that stand in the slots before anything is staged. */
  readonly slots: Readonly<Record<Color, Slot>>
  readonly headerTimeoutMs: number
  readonly idleTimeoutMs: number
  /** First byte later than this is a slow answer; Infinity where the operator set no objective. */
  readonly firstByteObjectiveMs: number
  readonly failover: FailoverPolicy
  readonly bakeMs: number
  readonly limits: Limits
  /** Collectors of each region that take the reports, until an operator sets another number; 0: the coordinator does. */
  readonly collectors: number
  readonly statusRules: StatusRules
  /** Headers set on calls to a color: header name to the name of the secret that holds its value. */
  readonly secretHeaders: Readonly<Record<Color, Readonly<Record<string, string>>>>
}

/** The model that takes a path, and what remains of the path for its origin. */
export interface Match {
  readonly model: Model
  /** Path and query as the client wrote them, the model's own segments removed; starts with `/` or `?`. */
  readonly upstreamPath: string
}

/** Finds the model for a path and query as written on the request line. `models` come longest path first. */
export function matchModel(models: readonly Model[], target: string): Match | undefined {
  for (const model of models) {
    if (model.path === '/') return { model, upstreamPath: target }
    if (!target.startsWith(model.path)) continue
    const next = target[model.path.length]
    if (next === undefined) return { model, upstreamPath: '/' }
    if (next === '/' || next === '?')
      return { model, upstreamPath: target.slice(model.path.length) }
  }
  return undefined
}

/** Models in the order in which `matchModel` must try them. */
export function byPathLength(models: readonly Model[]): readonly Model[] {
  return models.toSorted((a, b) => b.path.length - a.path.length)
}
