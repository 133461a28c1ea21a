import type { Model } from '../../core/routing/model.ts'
import { collectorName, regionOf, type Region } from '../../core/reporting/collector-shard.ts'

/** Which collector, where a model has some: one of the region, by a draw from 0 up to 1. */
export interface Seat {
  readonly region: Region
  readonly drawn: number
}

/** A seat for an isolate in the region in which a call came in. */
export function drawSeat(request: Request): Seat {
  return { region: regionOf(request.cf ?? {}), drawn: Math.random() }
}

/** Who takes reports and tells the pointer: the coordinator, or one of so many collectors near by. */
export function takerOf(env: Env, { name: model }: Model, seat: Seat, collectors: number) {
  if (collectors === 0) return env.COORDINATOR.getByName(model)
  const { region, drawn } = seat
  const name = collectorName({ name: model, collectors }, region, drawn)
  return env.COLLECTOR.getByName(name, { locationHint: region })
}
