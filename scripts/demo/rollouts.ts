import { rolloutsAnswer, type RolloutShown } from '../../src/control-plane/admin/history-answers.ts'
import type { Stack } from '../dev/stack.ts'

/** Returns the rollouts of a model, newest first. */
export async function rolloutsOf(
  { url, token }: Stack,
  model: string
): Promise<readonly RolloutShown[]> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/admin/models/${model}/rollouts`, { headers })
  if (!response.ok) throw new Error(`The rollouts: ${response.status} ${await response.text()}`)
  return rolloutsAnswer.parse(await response.json()).rollouts
}
