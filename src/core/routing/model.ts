import type { Color } from './color.ts'
import type { FreezeWindow } from '../rollout/freeze.ts'
import type { Step } from '../rollout/state.ts'
import type { Limits } from '../detector/limits.ts'
import type { StatusRules } from '../outcomes/outcome.ts'
import type { Environment } from './slot.ts'
import type { Placement } from './placement.ts'
import type { StickyRule } from './sticky.ts'
import type { StatePaths } from './stateless-paths.ts'

/** When a call that failed before its first byte is repeated on the other color. */
export interface FailoverPolicy {
  readonly enabled: boolean
  /** Failovers per call, 0 to 1. */
  readonly budget: number
  /** Wait for the headers of a second attempt; longer on a route with a longer objective. */
  readonly timeoutMs: number
  /** A larger request body is streamed and not kept, so its call never fails over. */
  readonly maxBodyBytes: number
}

/** The health route of a model's releases. */
export interface HealthCheck {
  /** Path below the origin. */
  readonly path: string
  readonly timeoutMs: number
}

/** What is made of the answers to copies of calls. */
export interface ShadowPolicy {
  /** Whether differences to the client's answer are kept and shown. */
  readonly keepsDifferences: boolean
  /**
   * Share of compared answers that may differ; undefined when differences do not count against a
   * release.
   */
  readonly maxDisagreementRate: number | undefined
}

/** A check that a release must pass before a switch. */
export type Requirement = 'verify' | 'shadow'

/**
 * Configuration of a model that the router serves. A deploy sets it; operators change the rollout.
 */
export interface Model {
  readonly name: string
  /**
   * Path prefix, stripped before forwarding; `/` matches every path that no other model matches,
   * but never a spelling of `/admin`.
   */
  readonly path: string
  /** The configured slots. */
  readonly slots: Readonly<Record<Color, Environment>>
  readonly placement: Placement
  /** Patterns of the hosts that may serve the model, see `isOnHosts`. */
  readonly origins: readonly string[]
  readonly headerTimeoutMs: number
  readonly idleTimeoutMs: number
  /**
   * An answer whose first byte comes later counts as slow. Undefined means that the objective is
   * learned from stable; Infinity means that no answer is slow.
   */
  readonly firstByteObjectiveMs: number | undefined
  readonly failover: FailoverPolicy
  readonly bakeMs: number
  /** The steps of a switch that names none; empty for a switch at once. */
  readonly steps: readonly Step[]
  /** Share of the keys in per cent that stays on stable during a bake; 0 for none. */
  readonly holdBack: number
  /** What keeps the calls of a client on one color while both take traffic. */
  readonly sticky: readonly StickyRule[]
  /** Time after a rollout in which a rollback still goes back to the previous release. */
  readonly keepWarmMs: number
  /** What a release must have passed before it may take traffic. */
  readonly requirements: readonly Requirement[]
  /** Spans of the week in which nothing goes forward without force. */
  readonly freeze: readonly FreezeWindow[]
  /** How a release shows that it can take traffic; undefined: by any answer below 500. */
  readonly health: HealthCheck | undefined
  /** Whether a faulty candidate is rolled back automatically. */
  readonly autoRollback: boolean
  readonly limits: Limits
  readonly shadow: ShadowPolicy
  /**
   * Collectors per region, until an operator sets another number; 0 means that isolates report to
   * the coordinator.
   */
  readonly collectors: number
  /** Share of calls that are logged, 0 to 1. */
  readonly callLog: number
  readonly statusRules: StatusRules
  readonly statePaths: StatePaths
  /** Whether an error for an unknown path names the path of this model. */
  readonly isListed: boolean
  /** Web origins whose scripts may read the router's own errors; `*` stands for all of them. */
  readonly corsOrigins: readonly string[]
  /** Headers set on calls to a color: header name to the name of the secret with its value. */
  readonly secretHeaders: Readonly<Record<Color, Readonly<Record<string, string>>>>
  /** Names of secrets that no release may carry, besides those of the router; none when absent. */
  readonly withheldSecrets?: ReadonlySet<string>
}
