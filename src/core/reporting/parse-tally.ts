import { isCauseKey, withCause, type Causes } from '../detector/causes.ts'
import { noCounts } from '../detector/counts.ts'
import { OTHER_ROUTE } from '../detector/evidence.ts'
import { isRecord } from '../json.ts'
import { CALLER_GROUPS } from '../outcomes/caller.ts'
import type { Color } from '../routing/color.ts'
import type { CallTimes, Times } from './call-times.ts'
import type { InProgress } from './in-progress.ts'
import type { RepeatCounts } from './repeats.ts'
import { attemptKinds, secondOutcomes, type AttemptCounts } from './second-attempts.ts'
import { AGES, MAX_STARTERS, type Starts } from './starts.ts'
import { countNames, type Tally } from './tally.ts'

/** Labels are cut at this length where they are made. */
const MAX_ROUTE_LENGTH = 120

/** Far more calls than one isolate can have in progress. */
const MAX_CALLS = 100_000

/** Parses a list of tallies; what is not a tally is left out. An absent count is read as 0. */
export function parseTallies(documents: unknown): readonly Tally[] {
  return listOf(documents).flatMap((document): readonly Tally[] => {
    const release = parseRelease(document)
    if (release === undefined || !isCount(document['slice'])) return []
    const counts = Object.fromEntries(countNames.map((name) => [name, countOf(document[name])]))
    const key = {
      ...release,
      slice: document['slice'],
      ...rowOf(document),
    }
    const tally: Tally = { ...noCounts, ...counts, ...key }
    const quality = parseQuality(document['quality'])
    const causes = parseCauses(document['causes'])
    return [
      {
        ...tally,
        ...(quality === undefined ? {} : { quality }),
        ...(causes === undefined ? {} : { causes }),
      },
    ]
  })
}

/** Parses the calls in progress of a report. */
export function parseInProgress(documents: unknown): readonly InProgress[] {
  return listOf(documents).flatMap((document): readonly InProgress[] => {
    const release = parseRelease(document)
    if (release === undefined) return []
    const waiting = countOf(document['waiting'])
    const answering = countOf(document['answering'])
    const calls = { waiting, answering, oldestWaitingMs: countOf(document['oldestWaitingMs']) }
    const starts = parseStarts(document['starts'], waiting + answering)
    return [{ ...release, ...calls, ...(starts === undefined ? {} : { starts }) }]
  })
}

/** Parses the starts of a number of calls; undefined when they are not those of so many. */
function parseStarts(document: unknown, calls: number): Starts | undefined {
  if (!isRecord(document) || !isCount(document['slice'])) return undefined
  const ages: unknown = document['byAge']
  const byAge = (Array.isArray(ages) ? ages : []).slice(0, AGES).map(countOf)
  if (calls > MAX_CALLS || byAge.reduce((sum, one) => sum + one, 0) !== calls) return undefined
  const byCaller = listOf(document['byCaller'])
    .slice(0, MAX_STARTERS)
    .map((one) => ({ ...rowOf(one), calls: countOf(one['calls']) }))
  return { slice: document['slice'], byAge, byCaller }
}

/** Parses the times of calls of a report. */
export function parseCallTimes(documents: unknown): readonly CallTimes[] {
  return listOf(documents).flatMap((document): readonly CallTimes[] => {
    const release = parseRelease(document)
    if (release === undefined) return []
    const firstByte = parseTimes(document['firstByte'])
    const duration = parseTimes(document['duration'])
    return [{ ...release, route: routeOf(document), firstByte, duration }]
  })
}

function parseTimes(document: unknown): Times {
  const { buckets, sumMs }: Fields = isRecord(document) ? document : {}
  const pairs = (Array.isArray(buckets) ? buckets : []).flatMap((pair: unknown) =>
    Array.isArray(pair) ? [[countOf(pair[0]), countOf(pair[1])] as const] : []
  )
  return { buckets: pairs, sumMs: countOf(sumMs) }
}

/** Parses the second attempts of a report. Those of kinds of another version are dropped. */
export function parseAttempts(documents: unknown): readonly AttemptCounts[] {
  return listOf(documents).flatMap((document): readonly AttemptCounts[] => {
    const kind = attemptKinds.find((known) => known === document['kind'])
    const outcome = secondOutcomes.find((known) => known === document['outcome'])
    const { color, calls } = document
    if (kind === undefined || outcome === undefined || !isColor(color)) return []
    return [{ kind, color, outcome, calls: countOf(calls) }]
  })
}

/** Parses the answers to repeated calls of a report. */
export function parseRepeats(documents: unknown): readonly RepeatCounts[] {
  return listOf(documents).flatMap((document): readonly RepeatCounts[] => {
    const release = parseRelease(document)
    const { slice } = document
    if (release === undefined || !isCount(slice)) return []
    const caller = countOf(document['caller']) % CALLER_GROUPS
    const [answered, failed] = [countOf(document['answered']), countOf(document['failed'])]
    return [{ ...release, slice, caller, answered, failed }]
  })
}

export function countOf(value: unknown): number {
  return isCount(value) ? value : 0
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

type Fields = Readonly<Record<string, unknown>>

/** Returns the objects of a list; none when it is no list. */
export function listOf(documents: unknown): readonly Fields[] {
  return (Array.isArray(documents) ? documents : []).filter(isRecord)
}

export function parseRelease({
  color,
  release,
}: Fields): { color: Color; release: string } | undefined {
  if (!isColor(color) || typeof release !== 'string') return undefined
  return { color, release }
}

function isColor(value: unknown): value is Color {
  return value === 'blue' || value === 'green'
}

function rowOf(document: Fields): Pick<Tally, 'caller' | 'route'> {
  return { caller: countOf(document['caller']) % CALLER_GROUPS, route: routeOf(document) }
}

export function routeOf({ route }: Fields): string {
  return typeof route === 'string' && route.length <= MAX_ROUTE_LENGTH ? route : OTHER_ROUTE
}

function parseQuality(document: unknown): Tally['quality'] {
  if (!isRecord(document)) return undefined
  const grades = Object.entries(document).flatMap(([name, grade]) =>
    isRecord(grade)
      ? [[name, { calls: countOf(grade['calls']), bad: countOf(grade['bad']) }] as const]
      : []
  )
  return Object.fromEntries(grades)
}

/** Parses causes: those that are malformed are dropped, and their number is bounded. */
function parseCauses(document: unknown): Causes | undefined {
  if (!isRecord(document)) return undefined
  let causes: Causes | undefined
  for (const [key, calls] of Object.entries(document)) {
    if (isCauseKey(key) && countOf(calls) > 0) causes = withCause(causes, key, countOf(calls))
  }
  return causes
}
