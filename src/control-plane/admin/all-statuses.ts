import type { Model } from '../../core/routing/model.ts'
import { errorFields, log } from '../../platform/log.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { adminErrorOf } from './admin-error.ts'
import type { FailedModel, Status } from './answers.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'

/** Longest wait for one coordinator, in milliseconds: below the time-out of the command line. */
const STATUS_WAIT_MS = 8_000

/** Returns the status of each model, or an error entry where its coordinator fails. Never throws. */
export function allStatuses(
  models: readonly Model[],
  bindings: Env
): Promise<readonly (Status | FailedModel)[]> {
  return Promise.all(models.map((model) => statusOrError(model, bindings)))
}

async function statusOrError(model: Model, bindings: Env): Promise<Status | FailedModel> {
  try {
    const status = await withTimeout(STATUS_WAIT_MS, coordinatorOf(bindings, model).status())
    return status ?? failed(model.name, `No answer in ${STATUS_WAIT_MS / 1000} s.`)
  } catch (error) {
    log('internal_error', { where: 'admin', model: model.name, ...errorFields(error) })
    return failed(model.name, error instanceof Error ? error.message : undefined)
  }
}

function failed(model: string, detail: string | undefined): FailedModel {
  return { model, error: adminErrorOf('coordinator_unavailable', detail) }
}
