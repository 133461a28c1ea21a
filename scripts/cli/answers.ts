import { z } from 'zod'

const color = z.enum(['blue', 'green'])

const slot = z.looseObject({ origin: z.string(), release: z.string() })

const health = z.looseObject({
  calls: z.number(),
  running: z.number(),
  successes: z.number(),
  faults: z.number(),
  overload: z.number(),
  neutral: z.number(),
  slow: z.number(),
  verdict: z.looseObject({ kind: z.string(), summary: z.string() }),
})

/** `GET /admin/models/:model`. Fields that a newer router adds are kept. */
export const statusAnswer = z.looseObject({
  model: z.string(),
  phase: z.string(),
  live: color,
  stable: color,
  candidate: color.nullable(),
  weight: z.number(),
  revision: z.number(),
  since: z.iso.datetime(),
  reason: z.string(),
  by: z.string(),
  bake: z.looseObject({ startedAt: z.iso.datetime(), endsAt: z.iso.datetime() }).nullable(),
  slots: z.looseObject({ blue: slot, green: slot }),
  quarantined: color.nullable(),
  health: z.looseObject({ blue: health, green: health }),
  kv: z.looseObject({
    revision: z.number().nullable(),
    inSync: z.boolean(),
    malformed: z.boolean(),
  }),
  alert: z
    .looseObject({ code: z.string(), message: z.string(), since: z.iso.datetime() })
    .nullable(),
  isolates: z.looseObject({
    reporting: z.number(),
    following: z.number(),
    oldestRevision: z.number().nullish(),
    silentMs: z.number().nullish(),
  }),
  collectors: z.number().nullish(),
})

/** `GET /admin/models`. */
export const modelsAnswer = z.looseObject({ models: z.array(statusAnswer) })

/** `POST /admin/models/:model/switch`, `/rollback` and `/collectors`: the new status, and what was done as a sentence. */
export const changedAnswer = statusAnswer.extend({ message: z.string() })

/** `GET /admin/models/:model/history`, newest first. */
export const historyAnswer = z.looseObject({
  model: z.string(),
  entries: z.array(
    z.looseObject({
      revision: z.number(),
      at: z.iso.datetime(),
      action: z.string(),
      from: color,
      to: color,
      by: z.string(),
      source: z.string(),
      reason: z.string(),
      evidence: z.string().nullable(),
      collectors: z.number().nullish(),
    })
  ),
})

/** Every refusal and error of the admin route. */
export const errorAnswer = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string() }),
})

export type Status = z.infer<typeof statusAnswer>
export type Changed = z.infer<typeof changedAnswer>
export type History = z.infer<typeof historyAnswer>
export type HistoryEntry = History['entries'][number]
export type Health = z.infer<typeof health>
