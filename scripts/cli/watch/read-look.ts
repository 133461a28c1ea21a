import type { AdminClient } from '../admin-client.ts'
import type { Answer } from '../admin-request.ts'
import { failure } from '../failure.ts'
import { ok, refuse } from '../../../src/core/result.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { noEvidence, withAnswer, type Evidence } from './evidence.ts'
import type { ModelLook, ModelsLook } from './view-state.ts'

/** What a view asks of the admin route. */
export type ViewClient = Pick<AdminClient, 'models' | 'status' | 'history' | 'rollouts'>

/** Changes that a view shows. */
const CHANGES = 3

/** Returns what reads the models; each call is a look. */
export function modelsReader(client: ViewClient): () => Promise<Answer<ModelsLook>> {
  return async () => {
    const found = await client.models()
    if (!found.ok) return found
    const { models, you } = found.value
    return ok({ kind: 'all', models, you })
  }
}

/**
 * Returns what reads one model; each call is a look. The evidence comes with all models, so it is
 * asked for only while a release is on trial or there is an alert.
 */
export function modelReader(client: ViewClient, model: string): () => Promise<Answer<ModelLook>> {
  let last: ModelLook | undefined
  let hasEvidence = true

  async function statusNow(): Promise<Answer<readonly [Status, Evidence]>> {
    const evidence = last?.evidence ?? noEvidence
    if (last !== undefined && hasEvidence && isOfInterest(last.status)) {
      const all = await client.models({ evidence: model, after: evidence.next })
      const read = all.ok ? withAnswer(evidence, all.value) : undefined
      if (all.ok && read !== undefined) {
        const found = all.value.models.find((one) => one.model === model)
        if (found !== undefined && 'error' in found) return refuse(unanswered(found.error.message))
        if (found !== undefined) return ok([found, read])
      }
      // An older router, or a role without this right: the status alone is enough.
      if (!all.ok && all.refusal.kind === 'unreachable') return all
      hasEvidence = false
    }
    const status = await client.status(model)
    return status.ok ? ok([status.value, evidence]) : status
  }

  return async () => {
    const read = await statusNow()
    if (!read.ok) return read
    const [status, evidence] = read.value
    if (last === undefined || stateOf(last.status) !== stateOf(status)) {
      const [changes, rollouts] = await Promise.all([
        client.history(model, { limit: CHANGES }),
        client.rollouts(model, { limit: 1 }),
      ])
      last = {
        kind: 'one',
        status,
        evidence,
        changes: changes.ok ? changes.value.entries : [],
        rollout: rollouts.ok ? rollouts.value.rollouts[0] : undefined,
      }
    }
    last = { ...last, status, evidence }
    return ok(last)
  }
}

function unanswered(message: string) {
  return failure('unreachable', message)
}

function isOfInterest({ candidate, alerts }: Status): boolean {
  return candidate !== null || alerts.length > 0
}

/** What a new entry of the history changes. */
function stateOf({ revision, history, alerts, paused }: Status): string {
  return JSON.stringify([revision, history?.entry, paused?.at, alerts.map(({ code }) => code)])
}
