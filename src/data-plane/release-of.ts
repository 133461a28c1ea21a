import { releaseIdOf, type Slot } from '../core/routing/slot.ts'

/** Ids of releases: counts compare them on each call, and one text is compared faster than two alike. */
const releases = new WeakMap<Slot, string>()

/** Returns the id of the release in a slot. */
export function releaseOf(slot: Slot): string {
  const known = releases.get(slot)
  if (known !== undefined) return known
  const id = releaseIdOf(slot)
  releases.set(slot, id)
  return id
}
