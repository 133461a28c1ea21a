import { setTimeout } from 'node:timers/promises'
import { startModel, waitReady, type LocalModel } from '../../scripts/models/models.ts'

/** A server on a test's own port, ready; the file that started it stops it. */
export async function readyModel(model: LocalModel, flags: readonly string[] = []) {
  const running = startModel(model, flags)
  await waitReady(running)
  return running
}

/** Waits for something that becomes true without anyone saying so; throws after some seconds. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 5000
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error(`not within 5 s: ${what}`)
    await setTimeout(10)
  }
}
