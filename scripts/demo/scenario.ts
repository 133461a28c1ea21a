import { setTimeout } from 'node:timers/promises'
import type { Answer } from '../cli/admin-client.ts'
import { waitReady, type RunningModel } from '../models/models.ts'
import type { Stack } from '../dev/stack.ts'
import { callChat, openaiAt } from './call.ts'
import type { Seen } from './summary.ts'
import { startTraffic } from './traffic.ts'

const CALLS_PER_SECOND = 20
const MODEL = 'chat'
/** Length of each phase; long enough for slow machines. */
const PHASE_MS = 3_000
const ROLLBACK_TIMEOUT_MS = 20_000

/** Runs the scenario on a stack that is ready and logs each step. Throws when a step fails. */
export async function runScenario(stack: Stack, log: (line: string) => void): Promise<Seen> {
  const green = greenOf(stack)
  log(`${CALLS_PER_SECOND} calls a second from the openai client go to ${MODEL}; blue is live`)
  const traffic = startTraffic(`${stack.url}/${MODEL}`, CALLS_PER_SECOND)
  try {
    await setTimeout(PHASE_MS)
    await checkGreen(green)
    log(`green (${green.release}) is ready and answers a direct call`)

    const switchedAt = Date.now()
    const reason = `${green.release} passed its check`
    const body = { to: 'green', reason } as const
    const switched = valueOf(await stack.client.command('switch', { model: MODEL }, body))
    log(`switched to green under load: revision ${switched.revision}`)
    await setTimeout(PHASE_MS)

    const faultAt = Date.now()
    await green.control({ fail: { share: 0.5 } })
    log('green now fails half of its calls')
    log(await waitForBlue(stack, faultAt))
    await setTimeout(PHASE_MS)

    await traffic.stop()
    const { entries } = valueOf(await stack.client.history(MODEL, { limit: 20 }))
    return { calls: traffic.calls, switchedAt, faultAt, history: entries }
  } finally {
    await traffic.stop()
  }
}

function greenOf({ models }: Stack): RunningModel {
  const green = models.find(({ model, color }) => model === MODEL && color === 'green')
  if (green === undefined) throw new Error(`There is no green server of ${MODEL}.`)
  return green
}

/** Calls green directly: an operator should not switch to a color that has not answered. */
async function checkGreen(green: RunningModel): Promise<void> {
  await waitReady(green)
  const { failure } = await callChat(openaiAt(green.origin))
  if (failure !== undefined) throw new Error(`Green failed its check: ${failure}`)
}

/** Polls the status until blue is live again. The router itself rolls back. */
async function waitForBlue({ client }: Stack, faultAt: number): Promise<string> {
  while (Date.now() < faultAt + ROLLBACK_TIMEOUT_MS) {
    const { live, revision } = valueOf(await client.status(MODEL))
    const afterMs = Date.now() - faultAt
    if (live === 'blue') {
      return `the router rolled back to blue by itself: revision ${revision}, seen after ${afterMs} ms`
    }
    await setTimeout(100)
  }
  return `green is still live after ${ROLLBACK_TIMEOUT_MS / 1000} s`
}

function valueOf<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new Error(answer.refusal.message)
  return answer.value
}
