import { Reporters } from '../reporters.ts'
import type { Store } from './store.ts'

/** Returns the reporters of a coordinator as it last stored them. */
export function storedReporters(store: Store): Reporters {
  const known = store.readState('reporters') ?? []
  return new Reporters(known, 'coordinator', store.readState('incidents') ?? [])
}

/** Stores the reporters, and the incidents when they have changed. */
export function storeReporters(store: Store, reporters: Reporters): void {
  store.writeState('reporters', reporters.entries())
  const incidents = reporters.takeIncidents()
  if (incidents !== undefined) store.writeState('incidents', incidents)
}
