import * as z from 'zod/mini'
import type { AlertCode } from '../../core/rollout/alert-codes.ts'
import type { Readiness } from '../../core/rollout/stable-readiness.ts'
import type { Phase } from '../../core/routing/pointer.ts'
import type { PointerRefusal } from '../../core/routing/pointer-refusal.ts'
import type { AdminCode } from './admin-codes.ts'
import {
  caller,
  color,
  delivery,
  historyHead,
  placement,
  stepPlan,
  switchPlan,
  time,
  word,
} from './answer-parts.ts'
import { colorHealth, slot } from './slot-answer.ts'
import { shadowAnswer } from './shadow-answer.ts'
import { colorTraffic, evidenceSeries, modelLimits } from './traffic-answer.ts'

// The schemas validate answers in clients. The Worker imports only the types, so that its bundle
// does not contain them.

/** Body of `GET /admin/models/:model`. Times are ISO 8601; fields that do not apply are null. */
export const statusAnswer = z.object({
  model: z.string(),
  phase: word<Phase>(),
  live: color,
  stable: color,
  candidate: z.nullable(color),
  /** Share of the keys on the candidate in per cent; 100 in a bake, also with a hold-back. */
  weight: z.number(),
  /** Share of the keys in per cent that stays on stable in the bake; 0 for none. */
  holdBack: z.number(),
  /** The steps of the rollout; null when it has none, and in the bake. */
  plan: z.nullable(stepPlan),
  revision: z.number(),
  /** Time at which the live color became live. */
  since: time,
  /** Time, reason and author of the newest revision. Older routers leave the time out. */
  changedAt: z.exactOptional(time),
  reason: z.string(),
  by: z.string(),
  bake: z.nullable(z.object({ startedAt: time, endsAt: time })),
  slots: z.object({ blue: slot, green: slot }),
  /** The releases of wrangler.toml that stand in no slot. */
  configured: z.array(z.object({ color, origin: z.string(), release: z.string() })),
  quarantined: z.nullable(color),
  /** After a rollout: the release that a rollback goes back to. */
  wayBack: z.nullable(z.object({ color, release: z.string(), until: time })),
  /** An operator has stopped what goes forward by itself. */
  paused: z.nullable(z.object({ at: time, by: z.string(), reason: z.string() })),
  /** End of the freeze in which nothing goes forward without force; null outside of one. */
  frozenUntil: z.nullable(time),
  /** Whether a faulty candidate is rolled back automatically. */
  autoRollback: z.boolean(),
  /** The last probe of the color to go back to. In a bake without a ready stable there is no automatic rollback. */
  stableProbe: z.nullable(z.object({ ready: z.boolean(), at: time })),
  /**
   * What stable answered in the last minute of a rollout to calls that were repeated there. It goes
   * before the probe, unless it leaves the readiness unknown.
   */
  stableAnswers: z.nullable(
    z.object({
      answered: z.number(),
      failed: z.number(),
      readiness: word<Readiness>(),
    })
  ),
  health: z.object({ blue: colorHealth, green: colorHealth }),
  /** The last minute. Absent in answers of older routers, as the limits are. */
  traffic: z.exactOptional(z.object({ blue: colorTraffic, green: colorTraffic })),
  limits: z.exactOptional(modelLimits),
  /** What a switch does that names neither steps nor a bake. Absent in answers of older routers. */
  switchPlan: z.exactOptional(switchPlan),
  /** Copies of calls to the release in the idle slot; null when it got none. */
  shadow: z.nullable(shadowAnswer),
  kv: z.object({
    revision: z.nullable(z.number()),
    inSync: z.boolean(),
    /** KV holds a document that is not a pointer. */
    malformed: z.boolean(),
    /** Why the pointer in KV is not followed. */
    refused: z.nullable(word<PointerRefusal>()),
  }),
  /** Worst first. */
  alerts: z.array(
    z.object({
      code: word<AlertCode>(),
      message: z.string(),
      /** What an operator does. */
      advice: z.string(),
      since: time,
    })
  ),
  isolates: z.object({
    /** Isolates that follow the pointer of their last reply without asking. */
    reporting: z.number(),
    /** Of these, the isolates that follow the newest revision. */
    following: z.number(),
    /** The oldest revision that a reporting isolate follows; null when none reports. */
    oldestRevision: z.nullable(z.number()),
    /**
     * Milliseconds since the last report of the isolate that has been silent longest; null when
     * none reports.
     */
    silentMs: z.nullable(z.number()),
  }),
  /** Collectors per region that take the isolates' reports; 0 means the coordinator takes them. */
  collectors: z.number(),
  /**
   * Where the coordinator runs: as chosen at its first start, null when that was not recorded, and
   * as configured now. A changed hint moves nothing. Absent in answers of older routers.
   */
  placement: z.exactOptional(z.object({ chosen: z.nullable(placement), configured: placement })),
  /** The newest entry of the history, to note elsewhere. */
  history: historyHead,
  /** Who asks. Absent in the list of models, which has it once, and in answers of older routers. */
  you: z.exactOptional(caller),
  /** Messages to receivers that have not arrived; newest first, 20 of each kind. */
  notifications: z.object({ pending: z.array(delivery), failed: z.array(delivery) }),
})

/** Entry of a model whose coordinator fails. */
const failedModel = z.object({
  model: z.string(),
  error: z.object({ code: word<AdminCode>(), message: z.string() }),
})

/**
 * Body of `GET /admin/models`: the models that the caller may see. One failing coordinator does not
 * hide the other models.
 */
export const modelsAnswer = z.object({
  models: z.array(z.union([statusAnswer, failedModel])),
  you: z.exactOptional(caller),
  /** Time of the answer by the clock of the router, in milliseconds since 1970. */
  now: z.exactOptional(z.number()),
  /** The evidence of the model that the query names; null when its coordinator fails. */
  evidence: z.exactOptional(z.nullable(evidenceSeries)),
})

/** Body of `GET /admin/health`. */
export const healthAnswer = z.object({ status: z.literal('ok') })

/**
 * Body of the answer to a command: the status now, a message, and the revision
 * that the command made; null when it made none. The status may be of a newer revision.
 */
export const changedAnswer = z.extend(statusAnswer, {
  message: z.string(),
  made: z.nullable(
    z.object({
      revision: z.number(),
      live: color,
      release: z.string(),
      /** The release on trial after the command, and its share of the keys in per cent. */
      candidate: z.exactOptional(z.object({ color, release: z.string(), weight: z.number() })),
      staged: z.exactOptional(z.object({ color, release: z.string(), staging: z.number() })),
    })
  ),
})

/** Body of the answer to `POST …/preview`. Color and release are those of now: a role may move. */
export const previewAnswer = z.object({
  model: z.string(),
  /** Path of the model below the address of the router. */
  path: z.string(),
  /** Name of the request header that carries the token. */
  header: z.string(),
  token: z.string(),
  expiresAt: time,
  to: word<'idle' | 'live' | 'blue' | 'green'>(),
  color,
  release: z.string(),
  revision: z.number(),
})

export type Status = z.infer<typeof statusAnswer>
export type FailedModel = z.infer<typeof failedModel>
export type ColorHealth = z.infer<typeof colorHealth>
export type ColorTraffic = z.infer<typeof colorTraffic>
export type ModelLimits = z.infer<typeof modelLimits>
export type EvidenceSeries = z.infer<typeof evidenceSeries>
export type Changed = z.infer<typeof changedAnswer>
export type PreviewMade = z.infer<typeof previewAnswer>
export type Models = z.infer<typeof modelsAnswer>
