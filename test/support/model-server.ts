import { setTimeout } from 'node:timers/promises'
import { startModel, waitReady, type LocalModel } from '../../scripts/models/models.ts'

/** Starts a model server and waits until it is ready. The caller stops it. */
export async function readyModel(model: LocalModel, flags: readonly string[] = []) {
  const running = startModel(model, flags)
  await waitReady(running)
  return running
}

/** Polls a condition until it is true; throws with `what` after 5 s. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 5000
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error(`not within 5 s: ${what}`)
    await setTimeout(10)
  }
}
