import type { Changed } from '../../control-plane/admin/answers.ts'
import { situationOf, type Situation } from '../logic/rollout-situation.ts'
import type { Report } from './page-state.ts'
import { isFailed, type Listed, type Listing, type ModelStatus } from './shapes.ts'

/** Returns the status of a model; undefined when it has none. */
export function modelNamed(
  listing: Listing | undefined,
  name: string | undefined
): ModelStatus | undefined {
  const found = listing?.models.find(({ model }) => model === name)
  return found === undefined || isFailed(found) ? undefined : found
}

/** Returns the list with the status that a command has answered. */
export function withChanged(listing: Listing | undefined, status: Changed): Listing | undefined {
  if (listing === undefined) return undefined
  const models = listing.models.map((known): Listed =>
    known.model === status.model && !isFailed(known) ? { ...known, ...status } : known
  )
  return { ...listing, models }
}

/** Whether the model of a report has changed since: what the report says is no longer so. */
export function isOvertaken(report: Report | undefined, listing: Listing): boolean {
  const made = report?.made
  return made !== undefined && (modelNamed(listing, made.model)?.revision ?? 0) > made.revision
}

const moving: ReadonlySet<Situation['kind']> = new Set(['shifting', 'baking', 'held', 'verifying'])

/** Whether a rollout or a verification is under way on the screen: of one model, or of any. */
export function isUnderWay(models: readonly Listed[], name: string | undefined): boolean {
  return models.some(
    (listed) =>
      !isFailed(listed) &&
      (name === undefined || listed.model === name) &&
      moving.has(situationOf(listed, 0).kind)
  )
}
