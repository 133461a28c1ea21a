import { Reporters } from '../reporters.ts'
import type { CoordinatorParts } from './current-status.ts'
import type { Store } from './store.ts'

/** Returns the reporters of a coordinator as it last stored them. */
export function storedReporters(store: Store): Reporters {
  const known = store.readState('reporters') ?? []
  return new Reporters(known, 'coordinator', store.readState('incidents') ?? [])
}

/** Stores the evidence, the counts of the metrics and the reporters, and the incidents when they have changed. */
export function storeCounts(
  store: Store,
  { state, evidence, sampler, shadow, traffic, reporters }: CoordinatorParts,
  now: number
): void {
  const series = sampler.stored(state.rollout, now)
  store.writeState('evidence', { ...evidence.evidence, series })
  shadow.save()
  traffic.save()
  store.writeState('reporters', reporters.entries())
  const incidents = reporters.takeIncidents()
  if (incidents !== undefined) store.writeState('incidents', incidents)
}
