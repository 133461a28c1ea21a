import type { Model } from '../core/model.ts'
import { collectorName, regionOf, type Region } from '../core/region.ts'

/** Which collector, where a model has some: one of the region, by a draw from 0 up to 1. */
export interface Seat {
  readonly region: Region
  readonly drawn: number
}

/** A seat for an isolate in the region in which a call came in. */
export function drawSeat(request: Request): Seat {
  return { region: regionOf(request.cf ?? {}), drawn: Math.random() }
}

/** Who takes reports and tells the pointer: the coordinator, or a collector near by. */
export function takerOf(env: Env, model: Model, { region, drawn }: Seat) {
  if (model.collectors === 0) return env.COORDINATOR.getByName(model.name)
  const name = collectorName(model, region, drawn)
  return env.COLLECTOR.getByName(name, { locationHint: region })
}
