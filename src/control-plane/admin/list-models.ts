import { isOfModel, type Identity } from '../../core/access/identity.ts'
import type { Model } from '../../core/routing/model.ts'
import { allStatuses, evidenceSeriesOf } from './all-statuses.ts'
import { callerShown } from './show-caller.ts'

/** The model whose evidence is asked for, and the time of the last sample that is known. */
interface AskedEvidence {
  readonly model: Model
  readonly after: number
}

/** Returns the models that a caller may see, with the evidence of one of them if that is asked for. */
export async function listModels(
  models: readonly Model[],
  caller: Identity,
  bindings: Env,
  asked: AskedEvidence | undefined
) {
  const seen = models.filter(({ name }) => isOfModel(caller, name))
  const [statuses, evidence] = await Promise.all([
    allStatuses(seen, bindings),
    asked === undefined ? undefined : evidenceSeriesOf(asked.model, asked.after, bindings),
  ])
  const you = callerShown(caller)
  return { models: statuses, you, now: Date.now(), ...(evidence !== undefined && { evidence }) }
}
