import type { Model } from '../../core/routing/model.ts'
import { coordinatorOf, inJurisdiction } from '../../platform/coordinator-of.ts'
import { collectorName, regionOf, type Region } from '../../core/reporting/collector-shard.ts'

/** Selects one of the collectors of a region. */
export interface CollectorShard {
  readonly region: Region
  /** Random number from 0 (inclusive) to 1 (exclusive), drawn once for each isolate. */
  readonly shardHash: number
}

/** Picks the shard of an isolate in the region of a call. */
export function pickShard(request: Request): CollectorShard {
  return { region: regionOf(request.cf ?? {}), shardHash: Math.random() }
}

/** Returns the object to report to: the coordinator, or one of the region's collectors. */
export function reportTarget(env: Env, model: Model, shard: CollectorShard, collectors: number) {
  if (collectors === 0) return coordinatorOf(env, model)
  const { region, shardHash } = shard
  const name = collectorName({ name: model.name, collectors }, region, shardHash)
  const namespace = inJurisdiction(env.COLLECTOR, model.placement.jurisdiction)
  return namespace.getByName(name, { locationHint: region })
}
