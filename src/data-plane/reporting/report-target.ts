import type { Model } from '../../core/routing/model.ts'
import { collectorName, regionOf, type Region } from '../../core/reporting/collector-shard.ts'

/** Which collector, where a model has some: one of the region, by a draw from 0 up to 1. */
export interface CollectorShard {
  readonly region: Region
  readonly shardHash: number
}

/** A seat for an isolate in the region in which a call came in. */
export function pickShard(request: Request): CollectorShard {
  return { region: regionOf(request.cf ?? {}), shardHash: Math.random() }
}

/** Who takes reports and tells the pointer: the coordinator, or one of so many collectors near by. */
export function reportTarget(
  env: Env,
  { name: model }: Model,
  shard: CollectorShard,
  collectors: number
) {
  if (collectors === 0) return env.COORDINATOR.getByName(model)
  const { region, shardHash } = shard
  const name = collectorName({ name: model, collectors }, region, shardHash)
  return env.COLLECTOR.getByName(name, { locationHint: region })
}
