import type { Model } from '../../core/routing/model.ts'
import { errorFields, log } from '../../platform/log.ts'
import { outcomeBufferOf } from './outcome-buffer.ts'

/**
 * Logs an error of the router's own code or of the platform, and counts it for the next report. The
 * caller gives the client an answer.
 */
export function recordInternalError(model: Model, where: string, error: unknown): void {
  outcomeBufferOf(model, Date.now()).internalErrors++
  log('internal_error', { where, model: model.name, ...errorFields(error) })
}
