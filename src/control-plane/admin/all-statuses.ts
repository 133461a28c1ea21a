import type { Model } from '../../core/routing/model.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'
import { errorFields, log } from '../../platform/log.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { adminErrorOf } from './admin-error.ts'
import type { EvidenceSeries, FailedModel, Status } from './answers.ts'
import { askModels } from './ask-models.ts'

/** Longest wait for the coordinators, in milliseconds: below the time-out of the command line. */
const STATUS_WAIT_MS = 8_000

/**
 * Returns the status of each model, or an error entry where its coordinator fails. Never throws. All
 * of them together have the same time, so that slow coordinators make the answer no later than one.
 */
export function allStatuses(
  models: readonly Model[],
  bindings: Env
): Promise<readonly (Status | FailedModel)[]> {
  const until = Date.now() + STATUS_WAIT_MS
  return askModels(models, async (model) => {
    const status = await answerOf(model, until, () => coordinatorOf(bindings, model).status())
    return status.ok ? status.value : failed(model, status.detail)
  })
}

/** Returns the evidence of a model after a time; null when its coordinator fails. Never throws. */
export async function evidenceSeriesOf(
  model: Model,
  after: number,
  bindings: Env
): Promise<EvidenceSeries | null> {
  const until = Date.now() + STATUS_WAIT_MS
  const answer = await answerOf(model, until, async () => {
    const samples = await coordinatorOf(bindings, model).evidenceAfter(after)
    return { model: model.name, samples: [...samples], next: samples.at(-1)?.at ?? after }
  })
  return answer.ok ? answer.value : null
}

type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly detail: string | undefined }

/** Returns the answer of a coordinator, or why there was none until a time. */
async function answerOf<Value extends object>(
  { name: model }: Model,
  until: number,
  ask: () => Promise<Value>
): Promise<Answer<Value>> {
  const noAnswer = { ok: false, detail: `No answer in ${STATUS_WAIT_MS / 1000} s.` } as const
  const waitMs = until - Date.now()
  if (waitMs <= 0) return noAnswer
  try {
    const value = await withTimeout(waitMs, ask())
    return value === undefined ? noAnswer : { ok: true, value }
  } catch (error) {
    log('internal_error', { where: 'admin', model, ...errorFields(error) })
    return { ok: false, detail: error instanceof Error ? error.message : undefined }
  }
}

function failed({ name: model }: Model, detail: string | undefined): FailedModel {
  return { model, error: adminErrorOf('coordinator_unavailable', detail) }
}
