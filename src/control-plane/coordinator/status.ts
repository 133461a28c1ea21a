import type { Color } from '../../core/routing/color.ts'
import { liveOf, type Slot } from '../../core/routing/pointer.ts'
import { pointerOf, type Action, type Rollout } from '../../core/rollout/transition.ts'
import type { Health } from './evidence-store.ts'
import type { KvView } from './publisher.ts'
import type { Following } from '../reporters.ts'

/** What became of a color's calls since its evidence began, and what that says of it. */
export interface ColorHealth {
  readonly calls: number
  readonly running: number
  readonly successes: number
  readonly faults: number
  readonly overload: number
  readonly neutral: number
  readonly slow: number
  readonly verdict: {
    readonly kind: 'healthy' | 'faulty' | 'undecided' | 'not_live'
    readonly summary: string
  }
}

/** All that an operator sees of a model. Times are ISO 8601; what does not apply is null. */
export interface Status {
  readonly model: string
  readonly phase: Rollout['phase']
  readonly live: Color
  readonly stable: Color
  readonly candidate: Color | null
  readonly weight: number
  readonly revision: number
  /** When the live color became live. */
  readonly since: string
  readonly reason: string
  readonly by: string
  readonly bake: { readonly startedAt: string; readonly endsAt: string } | null
  readonly slots: Readonly<Record<Color, Slot>>
  readonly quarantined: Color | null
  readonly health: Readonly<Record<Color, ColorHealth>>
  readonly kv: {
    readonly revision: number | null
    readonly inSync: boolean
    readonly malformed: boolean
  }
  readonly alert: { readonly code: string; readonly message: string; readonly since: string } | null
  readonly isolates: Following
  /** Collectors of each region that take the isolates' reports; 0: the coordinator takes them. */
  readonly collectors: number
}

/** One revision, as the history tells it. */
export interface Entry {
  readonly revision: number
  readonly at: string
  readonly action: Action
  readonly from: Color
  readonly to: Color
  readonly by: string
  readonly source: string
  readonly reason: string
  readonly evidence: string | null
  /** Collectors of each region, once an operator set them. */
  readonly collectors: number | null
}

/** What a status is made of. */
export interface StatusParts {
  readonly model: string
  readonly rollout: Rollout
  readonly health: Readonly<Record<Color, Health>>
  readonly kv: KvView
  readonly following: Following
  readonly collectors: number
}

/** The status of a model. */
export function statusOf({ model, rollout, health, kv, ...parts }: StatusParts): Status {
  const pointer = pointerOf(rollout)
  const { revision, stable, slots, cause } = rollout
  return {
    model,
    phase: rollout.phase,
    live: liveOf(pointer),
    stable,
    candidate: pointer.candidate ?? null,
    weight: pointer.weight,
    revision,
    since: iso(rollout.liveSince),
    reason: cause.reason,
    by: cause.by,
    bake: bakeOf(rollout),
    slots,
    quarantined: rollout.quarantined ?? null,
    health: { blue: healthOf(health.blue), green: healthOf(health.green) },
    kv: {
      revision: kv.revision ?? null,
      inSync: kv.revision === revision,
      malformed: kv.malformedSince !== undefined,
    },
    alert: alertOf(rollout, kv),
    isolates: parts.following,
    collectors: parts.collectors,
  }
}

/** A revision as an entry of the history; `before` is the revision that it replaced. */
export function entryOf(rollout: Rollout, before: Rollout | undefined): Entry {
  const { revision, at, action, cause } = rollout
  const to = liveOf(pointerOf(rollout))
  const from = before === undefined ? to : liveOf(pointerOf(before))
  const { by, source, reason, evidence } = cause
  const entry = { revision, at: iso(at), action, from, to, by, source, reason }
  return { ...entry, evidence: evidence ?? null, collectors: rollout.collectors ?? null }
}

/** A live color that is bad comes first: a bad document in KV harms nobody before an isolate starts cold. */
function alertOf({ alert }: Rollout, { malformedSince }: KvView): Status['alert'] {
  if (alert !== undefined) return { ...alert, since: iso(alert.since) }
  if (malformedSince === undefined) return null
  const message =
    'KV holds a document that is no pointer: nobody follows it, and the router will replace it'
  return { code: 'pointer_malformed', message, since: iso(malformedSince) }
}

function bakeOf(rollout: Rollout): Status['bake'] {
  if (rollout.phase === 'idle') return null
  return { startedAt: iso(rollout.liveSince), endsAt: iso(rollout.bakeEndsAt) }
}

function healthOf({ totals, verdict }: Health): ColorHealth {
  const { calls, running, successes, faults, overload, neutral, slow } = totals
  const verdictShown =
    verdict === undefined
      ? { kind: 'not_live' as const, summary: 'takes no new traffic' }
      : { kind: verdict.kind, summary: verdict.summary }
  return { calls, running, successes, faults, overload, neutral, slow, verdict: verdictShown }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
