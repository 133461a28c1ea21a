import type { Model } from '../core/routing/model.ts'
import type { Placement } from '../core/routing/placement.ts'

/** Returns the coordinator of a model, at the place that the configuration names. */
export function coordinatorOf(
  { COORDINATOR }: Pick<Env, 'COORDINATOR'>,
  { name, placement: { location, jurisdiction } }: Pick<Model, 'name' | 'placement'>
) {
  const namespace = inJurisdiction(COORDINATOR, jurisdiction)
  return namespace.getByName(name, location === undefined ? {} : { locationHint: location })
}

/**
 * Returns the namespace of a jurisdiction; the same namespace where the platform has none, as on
 * local workerd.
 */
export function inJurisdiction<Branded extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<Branded>,
  jurisdiction: Placement['jurisdiction']
): DurableObjectNamespace<Branded> {
  if (jurisdiction === undefined) return namespace
  try {
    return namespace.jurisdiction(jurisdiction)
  } catch (error) {
    if (error instanceof Error && error.message.includes('not implemented')) return namespace
    throw error
  }
}
