import { isRecord } from '../json.ts'
import { CALLER_GROUPS } from '../detector/cohort.ts'
import { parsePointer, type Pointer } from '../routing/pointer.ts'
import type { Group, Report, Tally } from './report.ts'
import { clampIntervalMs } from './schedule.ts'

/**
 * Parses a report that came over RPC; undefined when it is not a report. Isolates and coordinator
 * may run different versions of the code: an absent count is read as 0, and an unknown field is
 * dropped.
 */
export function parseReport(document: unknown): Report | undefined {
  if (!isRecord(document)) return undefined
  const { isolate, sequence, revision, tallies } = document
  if (typeof isolate !== 'string' || !isCount(sequence)) return undefined
  const pointer = parsePointer(document['pointer'])
  const group = parseGroup(document['group'])
  const report = {
    isolate,
    sequence,
    revision: countOf(revision),
    tallies: (Array.isArray(tallies) ? tallies : []).flatMap(parseTally),
  }
  return {
    ...report,
    ...(pointer === undefined ? {} : { pointer }),
    ...(group === undefined ? {} : { group }),
  }
}

/** The parsed reply to a report. */
export interface ParsedReply {
  /** Undefined when the reply holds no valid pointer. */
  readonly pointer: Pointer | undefined
  readonly nextReportMs: number
}

/** Parses a reply, which another version of the code may have sent. Always names an interval. */
export function parseReply(document: unknown): ParsedReply {
  const { pointer, nextReportMs } = isRecord(document) ? document : {}
  return { pointer: parsePointer(pointer), nextReportMs: clampIntervalMs(nextReportMs) }
}

function parseGroup(document: unknown): Group | undefined {
  if (!isRecord(document) || !Array.isArray(document['revisions'])) return undefined
  const pairs: readonly unknown[] = document['revisions']
  const revisions = pairs.flatMap((pair) =>
    Array.isArray(pair) ? [[countOf(pair[0]), countOf(pair[1])] as const] : []
  )
  return { revisions, silentMs: countOf(document['silentMs']) }
}

function parseTally(document: unknown): readonly Tally[] {
  if (!isRecord(document)) return []
  const { color, release, slice, caller } = document
  if ((color !== 'blue' && color !== 'green') || typeof release !== 'string') return []
  if (!isCount(slice)) return []
  const tally = {
    color,
    release,
    slice,
    caller: countOf(caller) % CALLER_GROUPS,
    started: countOf(document['started']),
    success: countOf(document['success']),
    neutral: countOf(document['neutral']),
    fault: countOf(document['fault']),
    overload: countOf(document['overload']),
    concordant: countOf(document['concordant']),
    discordant: countOf(document['discordant']),
    slow: countOf(document['slow']),
  } as const
  const quality = parseQuality(document['quality'])
  return [quality === undefined ? tally : { ...tally, quality }]
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

function countOf(value: unknown): number {
  return isCount(value) ? value : 0
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
