import { causesIn, causesOf } from '../../core/detector/causes.ts'
import { totalsOf } from '../../core/detector/cohort.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import { quantileOf } from '../../core/reporting/log-histogram.ts'
import type { Rollout, Shadow } from '../../core/rollout/state.ts'
import { other } from '../../core/routing/color.ts'
import { liveOf } from '../../core/routing/pointer.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { emptyEvidence } from '../../core/detector/evidence.ts'
import type { ShadowShown } from '../admin/shadow-answer.ts'
import { iso } from './iso-time.ts'
import type { Histograms } from './learned-objectives.ts'
import type { ShadowEvidence } from './shadow-store.ts'

/** What is known of the copies that the release in the idle slot got. */
export interface ShadowParts {
  readonly evidence: ShadowEvidence | undefined
  readonly verdict: Verdict | undefined
  /** Times to first byte of the live calls, by route class. */
  readonly live: Histograms
}

/** Returns the copies of calls in the form of the admin route; null when there are and were none. */
export function shadowShown(rollout: Rollout, parts: ShadowParts): ShadowShown | null {
  const color = other(liveOf(pointerOf(rollout)))
  const shadow = rollout.phase === 'idle' ? rollout.shadow : undefined
  const evidence = parts.evidence?.color === color ? parts.evidence : undefined
  if (shadow === undefined && evidence === undefined) return null
  const { release, staging } = rollout.slots[color]
  const { calls, successes, faults, overload, neutral, slow } = totalsOf(
    evidence?.evidence ?? emptyEvidence(0)
  )
  const causes = causesIn(evidence?.evidence.rows ?? [])
  return {
    color,
    release,
    staging,
    ...settingsShown(shadow),
    calls,
    successes,
    faults,
    overload,
    neutral,
    slow,
    causes: { faults: causesOf(causes, 'fault'), overload: causesOf(causes, 'overload') },
    verdict: verdictShown(parts.verdict),
    routes: routesShown(evidence, parts.live),
    differences: differencesShown(evidence),
  }
}

function settingsShown(shadow: Shadow | undefined) {
  const { share = null, since, until, perSecond = null } = shadow ?? {}
  return {
    running: shadow !== undefined,
    share,
    since: since === undefined ? null : iso(since),
    until: until === undefined ? null : iso(until),
    maxPerSecond: perSecond,
  }
}

function verdictShown(verdict: Verdict | undefined): ShadowShown['verdict'] {
  if (verdict === undefined) return { kind: 'undecided', summary: 'no call was copied yet' }
  return { kind: verdict.kind, summary: verdict.summary }
}

function routesShown(evidence: ShadowEvidence | undefined, live: Histograms) {
  return (evidence?.agreement ?? []).map(({ route, agreed, differed, uncompared, skipped }) => ({
    route,
    agreed,
    differed,
    uncompared,
    skipped,
    firstByteMs: medianOf(evidence?.firstByteTimes ?? {}, route),
    liveFirstByteMs: medianOf(live, route),
  }))
}

function medianOf(histograms: Histograms, route: string): number | null {
  const median = quantileOf(histograms[route] ?? [], 0.5)
  return median === undefined ? null : Math.round(median)
}

/** Those of one pair of answers stay in their order. */
function differencesShown(evidence: ShadowEvidence | undefined): ShadowShown['differences'] {
  return (evidence?.differences ?? [])
    .toSorted((a, b) => b.at - a.at)
    .map(({ at, route, where, stable, candidate }) => ({
      at: iso(at),
      route,
      where,
      stable,
      candidate,
    }))
}
