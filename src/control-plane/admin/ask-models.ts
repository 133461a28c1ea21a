import type { Model } from '../../core/routing/model.ts'

/** Coordinators that are asked at the same time: too many stubs at once are refused as too much load. */
const AT_ONCE = 64

/** Asks the coordinator of each model, some at a time. Answers come in the order of the models. */
export async function askModels<Answer>(
  models: readonly Model[],
  ask: (model: Model) => Promise<Answer>
): Promise<readonly Answer[]> {
  const waiting = models.entries()
  const answers = new Map<number, Answer>()
  const askInTurn = async () => {
    for (const [index, model] of waiting) answers.set(index, await ask(model))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn))
  return [...answers.entries()].toSorted(([one], [another]) => one - another).map(([, one]) => one)
}
