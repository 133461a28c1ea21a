import * as z from 'zod/mini'
import type { AlertCode } from '../../core/rollout/alert-codes.ts'
import type { HistoryEntry as CoreEntry } from '../../core/rollout/history-entry.ts'
import type { RolloutResult } from '../../core/rollout/rollout-records.ts'
import { color, historyHead, time, word } from './answer-parts.ts'

/** Entry to go on before, for older entries; null when there are none. */
const nextEntry = z.nullable(z.number())

/** A release as the history names it. */
const namedRelease = z.object({ color, release: z.string(), staging: z.number() })

/** The numbers behind a change: those of the verdict that led to it. */
const evidenceNumbers = z.object({
  signal: z.string(),
  route: z.nullable(z.string()),
  calls: z.number(),
  bad: z.number(),
  seconds: z.number(),
  /** The share of bad calls that was allowed. */
  limit: z.number(),
  /** How the bad calls failed: number of calls by status or kind, and in words. */
  causes: z.record(z.string(), z.number()),
  failures: z.string(),
})

/** Body of `GET /admin/models/:model/history`, newest first. */
export const historyAnswer = z.object({
  model: z.string(),
  next: z.exactOptional(nextEntry),
  entries: z.array(
    z.object({
      /** Number of the entry. Absent in answers of older routers, as each optional field here. */
      entry: z.exactOptional(z.number()),
      hash: z.exactOptional(z.nullable(z.string())),
      /** The revision that the action made; for an action that makes none, the one in force. */
      revision: z.number(),
      at: time,
      action: word<CoreEntry['action']>(),
      from: color,
      to: color,
      /**
       * The live release before and after, and the one that was staged, verified or forgiven, or whose
       * share of the keys changed.
       */
      releases: z.exactOptional(
        z.object({ from: namedRelease, to: namedRelease, about: z.exactOptional(namedRelease) })
      ),
      /** Share of the keys on the candidate in per cent, while one is on trial. */
      weight: z.exactOptional(z.number()),
      by: z.string(),
      /** The verified author, such as `token ci`; absent where the router itself is the author. */
      identity: z.exactOptional(z.string()),
      /** The name that the author gave itself, where `by` is a verified name and differs. */
      claimed: z.exactOptional(z.string()),
      source: z.string(),
      reason: z.string(),
      evidence: z.nullable(z.string()),
      numbers: z.exactOptional(z.nullable(evidenceNumbers)),
      /** The operator's reason to go past the checks. */
      force: z.exactOptional(z.string()),
      /** Collectors per region, in a `set_collectors` entry. */
      collectors: z.nullable(z.number()),
      /** The alert that was raised or cleared. */
      alert: z.exactOptional(word<AlertCode>()),
      /** The version of the router that wrote the entry, by the id and the tag of its upload. */
      version: z.exactOptional(z.object({ id: z.string(), tag: z.string() })),
    })
  ),
})

/** Body of `GET /admin/models/:model/history?documents=true`: the entries as they are stored, newest first. */
export const historyDocumentsAnswer = z.object({
  model: z.string(),
  next: nextEntry,
  head: historyHead,
  documents: z.array(
    z.object({ entry: z.number(), document: z.string(), hash: z.nullable(z.string()) })
  ),
})

/** Body of `GET /admin/models/:model/rollouts`, newest first. */
export const rolloutsAnswer = z.object({
  model: z.string(),
  next: nextEntry,
  rollouts: z.array(
    z.object({
      /** Model and revision of the switch. */
      id: z.string(),
      /** Number of the history entry of the switch. */
      entry: z.number(),
      from: z.nullable(namedRelease),
      to: z.nullable(namedRelease),
      result: word<RolloutResult>(),
      revisions: z.array(z.number()),
      by: z.string(),
      reason: z.string(),
      force: z.exactOptional(z.string()),
      startedAt: time,
      endedAt: z.nullable(time),
      endedBy: z.nullable(z.string()),
      endReason: z.nullable(z.string()),
      evidence: z.nullable(z.string()),
      numbers: z.nullable(evidenceNumbers),
    })
  ),
})

export type EvidenceShown = z.infer<typeof evidenceNumbers>
export type Rollouts = z.infer<typeof rolloutsAnswer>
export type RolloutShown = Rollouts['rollouts'][number]
export type History = z.infer<typeof historyAnswer>
export type HistoryDocuments = z.infer<typeof historyDocumentsAnswer>
export type HistoryEntry = History['entries'][number]
