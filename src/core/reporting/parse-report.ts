import { isRecord } from '../json.ts'
import { parseShadow } from '../shadow/parse-shadow.ts'
import { parsePointer, type Pointer } from '../routing/pointer.ts'
import {
  countOf,
  isCount,
  parseAttempts,
  parseCallTimes,
  parseInProgress,
  parseRepeats,
  parseTallies,
} from './parse-tally.ts'
import type { Group, Report } from './report.ts'
import { parseRouterFaults } from './router-faults.ts'
import { clampIntervalMs } from './schedule.ts'

/**
 * Parses a report that came over RPC; undefined when it is not a report. Isolates and coordinator
 * may run different versions of the code: an absent count is read as 0, and an unknown field is
 * dropped.
 */
export function parseReport(document: unknown): Report | undefined {
  if (!isRecord(document)) return undefined
  const { isolate, sequence, sentAt, revision } = document
  if (typeof isolate !== 'string' || !isCount(sequence)) return undefined
  const pointer = parsePointer(document['pointer'])
  const group = parseGroup(document['group'])
  const repeats = parseRepeats(document['repeats'])
  const routerFaults = parseRouterFaults(document['routerFaults'])
  const shadow = parseShadow(document['shadow'])
  const attempts = parseAttempts(document['attempts'])
  return {
    isolate,
    sequence,
    revision: countOf(revision),
    tallies: parseTallies(document['tallies']),
    inProgress: parseInProgress(document['inProgress']),
    times: parseCallTimes(document['times']),
    ...(attempts.length === 0 ? {} : { attempts }),
    ...(repeats.length === 0 ? {} : { repeats }),
    ...(routerFaults === undefined ? {} : { routerFaults }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(isCount(sentAt) ? { sentAt } : {}),
    ...(pointer === undefined ? {} : { pointer }),
    ...(group === undefined ? {} : { group }),
  }
}

/** The parsed reply to a report. */
export interface ParsedReply {
  /** Undefined when the reply holds no valid pointer. */
  readonly pointer: Pointer | undefined
  readonly nextReportMs: number
  /** Objectives for the time to first byte by route class, learned from stable. */
  readonly objectivesMs: ReadonlyMap<string, number>
}

/** Parses a reply, which another version of the code may have sent. Always names an interval. */
export function parseReply(document: unknown): ParsedReply {
  const fields = isRecord(document) ? document : {}
  return {
    pointer: parsePointer(fields['pointer']),
    nextReportMs: clampIntervalMs(fields['nextReportMs']),
    objectivesMs: parseObjectives(fields['objectivesMs']),
  }
}

function parseObjectives(document: unknown): ReadonlyMap<string, number> {
  const entries = isRecord(document) ? Object.entries(document) : []
  return new Map(
    entries.flatMap(([route, ms]) =>
      typeof ms === 'number' && ms > 0 ? [[route, ms] as const] : []
    )
  )
}

function parseGroup(document: unknown): Group | undefined {
  if (!isRecord(document) || !Array.isArray(document['revisions'])) return undefined
  const pairs: readonly unknown[] = document['revisions']
  const revisions = pairs.flatMap((pair) =>
    Array.isArray(pair) ? [[countOf(pair[0]), countOf(pair[1])] as const] : []
  )
  return { revisions, silentMs: countOf(document['silentMs']) }
}
