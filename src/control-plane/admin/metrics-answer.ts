import { exposition, type Point } from '../../core/metrics/exposition.ts'
import { formatOf, mediaTypes } from '../../core/metrics/media-type.ts'
import { pointsOf, pointsOfFailed } from '../../core/metrics/model-metrics.ts'
import type { Model } from '../../core/routing/model.ts'
import { errorFields, log } from '../../platform/log.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'
import { askModels } from './ask-models.ts'

/** Longest wait for one coordinator, in milliseconds: below the usual time-out of a scrape, 10 s. */
const METRICS_WAIT_MS = 8_000

/**
 * Returns the metrics of models as one document, in the format that the `Accept` header prefers. A
 * model whose coordinator fails hides no other.
 */
export async function metricsAnswer(
  models: readonly Model[],
  bindings: Env,
  accept: string | undefined
): Promise<Response> {
  const points = await askModels(models, (model) => pointsFrom(model, bindings))
  const format = formatOf(accept)
  const headers = { 'content-type': mediaTypes[format], vary: 'accept' }
  return new Response(exposition(points.flat(), format), { headers })
}

async function pointsFrom(model: Model, bindings: Env): Promise<readonly Point[]> {
  try {
    const metrics = await withTimeout(METRICS_WAIT_MS, coordinatorOf(bindings, model).metrics())
    return metrics === undefined ? pointsOfFailed(model.name) : pointsOf(metrics)
  } catch (error) {
    log('internal_error', { where: 'metrics', model: model.name, ...errorFields(error) })
    return pointsOfFailed(model.name)
  }
}
