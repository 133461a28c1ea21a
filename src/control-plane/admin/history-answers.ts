import * as z from 'zod/mini'
import type { HistoryEntry as CoreEntry } from '../../core/rollout/history-entry.ts'
import { color, historyHead, time, word } from './answer-parts.ts'

/** Entry to go on before, for older entries; null when there are none. */
const nextEntry = z.nullable(z.number())

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
      by: z.string(),
      source: z.string(),
      reason: z.string(),
      evidence: z.nullable(z.string()),
      /** The operator's reason to go past the checks. */
      force: z.exactOptional(z.string()),
      /** Collectors per region, in a `set_collectors` entry. */
      collectors: z.nullable(z.number()),
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

export type History = z.infer<typeof historyAnswer>
export type HistoryDocuments = z.infer<typeof historyDocumentsAnswer>
export type HistoryEntry = History['entries'][number]
