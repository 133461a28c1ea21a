import type { FailedModel, Status } from '../../control-plane/admin/answers.ts'
import type { Identity } from '../../core/access/identity.ts'
import type { Permission, Role } from '../../core/access/roles.ts'
import type { Color } from '../../core/routing/color.ts'

/** Calls of a color in the last minute. */
export interface ColorTraffic {
  readonly callsPerSecond: number
  readonly calls: number
  readonly faults: number
  readonly overload: number
  readonly slow: number
  /** Calls without a first byte yet. */
  readonly waiting: number
  readonly firstByteMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null
}

/** The limits of a model, as shares of calls. */
export interface ModelLimits {
  readonly faults: number
  readonly overload: number
  readonly slow: number
  readonly lost: number
  /** The configured objective; null when it is learned, or off. */
  readonly firstByteSeconds: number | null
  /** By route class. */
  readonly learnedFirstByteSeconds: Readonly<Record<string, number>>
}

/** The status of a model. Older routers leave the last fields out. */
export type ModelStatus = Status & {
  readonly traffic?: Readonly<Record<Color, ColorTraffic>>
  readonly limits?: ModelLimits
}

/** A model in the list: its status, or why there is none. */
export type Listed = ModelStatus | FailedModel

/** A reading of how near a color is to its rollback. A ratio of 1 is the threshold. */
export interface EvidenceSample {
  readonly at: number
  readonly color: Color
  /** In per cent of the keys. */
  readonly share: number
  readonly ratio: number
  readonly signal: string | null
  readonly scope?: string
  readonly calls: number
  readonly faults: number
}

/** The samples of a model after a cursor. */
export interface EvidenceSeries {
  readonly model: string
  readonly samples: readonly EvidenceSample[]
  readonly next: number
}

/** Body of `GET /admin/models`. */
export interface Listing {
  readonly models: readonly Listed[]
  /** Time of the router, in milliseconds. */
  readonly now?: number
  readonly evidence?: EvidenceSeries | null
}

/** Who is signed in, and what the router lets them do. */
export interface Session {
  readonly name: string
  readonly kind: Identity['kind']
  readonly role: Role
  readonly models: readonly string[] | null
  readonly permissions: readonly Permission[]
  /** End of the session; null for an identity of Access. */
  readonly expiresAt: string | null
}

/** Whether a model of the list has no status. */
export function isFailed(listed: Listed): listed is FailedModel {
  return 'error' in listed
}
