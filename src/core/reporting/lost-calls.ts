import { noCounts } from '../detector/counts.ts'
import type { Color } from '../routing/color.ts'
import type { InProgress } from './in-progress.ts'
import { mergeTallies } from './merge-tallies.ts'
import { placesOf, stranger, type Place } from './starts.ts'
import { SLICE_MS, type Tally } from './tally.ts'

/** Isolates that vanish in so short a time may vanish for one reason, in milliseconds. */
const INCIDENT_MS = 30_000

/** Time for which an incident is remembered, in milliseconds. */
const MEMORY_MS = 600_000

/**
 * Incidents that count against no color, the largest ones. Deploys of the router end the isolates of
 * all callers; a slow deploy takes two incidents.
 */
const DEPLOYS = 3

/**
 * Age in slices of a call that counts for its start no more: the slice may be compacted, and its
 * calls count as good there.
 */
const MAX_AGE = 150

/** Calls of a release that were lost with isolates that vanished at about the same time. */
export interface Incident {
  readonly color: Color
  readonly release: string
  /** The last report of the isolate by which the incident was noticed. */
  readonly at: number
  /** The incident takes in isolates with a last report this much earlier or later. */
  readonly spanMs: number
  readonly lost: number
  /** The calls among them that count for their callers. */
  readonly counted: number
}

/** An isolate that is gone: the time of its last report, and the time at which the next was due. */
export interface Gone {
  readonly at: number
  readonly dueAt: number
}

/** Lost calls in the rows in which they count, and the incidents including theirs. */
export interface Loss {
  readonly tallies: readonly Tally[]
  readonly incidents: readonly Incident[]
}

/**
 * Counts the calls of a release that were in progress on an isolate that is gone. A color may end
 * the isolates that serve it, and so does every deploy of the router. A deploy ends them once, so
 * the calls count for their callers, route classes and slices only as far as isolates go again and
 * again: up to the size of the largest incidents without those that may be deploys. All other calls
 * count for strangers, who never cause a rollback alone.
 */
export function lostCalls(
  calls: InProgress,
  gone: Gone,
  incidents: readonly Incident[],
  now: number
): Loss {
  const remembered = incidents.filter(({ at }) => Math.abs(now - at) <= MEMORY_MS)
  const known = remembered.find((one) => isPartOf(one, calls, gone))
  const incident = known ?? incidentOf(calls, gone)
  const others = remembered.filter((one) => one !== known)
  const lost = calls.waiting + calls.answering
  const open = repeatedSize(others, incident) - incident.counted
  const places = open > 0 ? placesToCount(calls, now) : []
  const counted = Math.min(places.length, Math.max(0, open))
  const grown = { ...incident, lost: incident.lost + lost, counted: incident.counted + counted }
  const unknown = { ...stranger, slice: Math.floor(gone.at / SLICE_MS) }
  const tallies = [
    ...chosen(places, counted).map((place) => tallyOf(calls, place, 1)),
    ...(lost > counted ? [tallyOf(calls, unknown, lost - counted)] : []),
  ]
  return { tallies: mergeTallies(tallies), incidents: [...others, grown] }
}

function isPartOf(incident: Incident, { color, release }: InProgress, { at }: Gone): boolean {
  const isSameRelease = incident.color === color && incident.release === release
  return isSameRelease && Math.abs(at - incident.at) <= incident.spanMs
}

/** An isolate that reports rarely may have vanished long after its last report. */
function incidentOf({ color, release }: InProgress, { at, dueAt }: Gone): Incident {
  const spanMs = Math.max(INCIDENT_MS, dueAt - at)
  return { color, release, at, spanMs, lost: 0, counted: 0 }
}

/** Returns the size of the largest incident of a release after those that may be deploys. */
function repeatedSize(others: readonly Incident[], { color, release }: Incident): number {
  const sizes = others
    .filter((one) => one.color === color && one.release === release)
    .map(({ lost }) => lost)
    .toSorted((a, b) => b - a)
  return sizes[DEPLOYS - 1] ?? 0
}

function placesToCount({ starts }: InProgress, now: number): readonly Place[] {
  if (starts === undefined) return []
  const oldest = Math.floor(now / SLICE_MS) - MAX_AGE
  return placesOf(starts).filter(({ slice }) => slice >= oldest)
}

/** Returns a number of the places, evenly chosen. */
function chosen(places: readonly Place[], count: number): readonly Place[] {
  return places.filter(
    (_, index) =>
      Math.floor((index * count) / places.length) !==
      Math.floor(((index + 1) * count) / places.length)
  )
}

function tallyOf({ color, release }: InProgress, place: Place, lost: number): Tally {
  return { ...noCounts, color, release, ...place, lost }
}
