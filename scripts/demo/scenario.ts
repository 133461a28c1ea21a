import type { Answer } from '../cli/admin-request.ts'
import type { Stack } from '../dev/stack.ts'
import { operatorAt, suite } from './operator.ts'
import { rolloutsOf } from './rollouts.ts'
import { MODEL, named } from './servers.ts'
import type { Seen } from './summary.ts'
import { startTraffic } from './traffic.ts'

/** Name of the operator in the history. */
export const AUTHOR = 'npm run demo'

const CALLS_PER_SECOND = 20
/** Calls of each phase. */
const PHASE_CALLS = 60
/** Limit of the wait for the automatic rollback. */
const ROLLBACK_TIMEOUT = '20s'

/** Runs the scenario on a stack that is ready and logs each step. Throws when a step fails. */
export async function runScenario(stack: Stack, log: (line: string) => void): Promise<Seen> {
  const { v2Wrong, v2, v3 } = named(stack.models)
  const { runs, fails } = operatorAt(stack.url, AUTHOR)
  const verify = ['verify', MODEL, '--suite', suite]
  log(
    `${CALLS_PER_SECOND} calls a second from the openai client go to ${MODEL}; v1 is live on blue`
  )
  const traffic = startTraffic(`${stack.url}/${MODEL}`, CALLS_PER_SECOND)
  try {
    await traffic.more(CALLS_PER_SECOND)
    log('an operator stages v2; its environment has the weights of v1, by mistake')
    await runs('stage', MODEL, '--url', v2Wrong.origin, '--release', 'v2')
    await fails('verification_failed', ...verify)
    log('v2 is deployed again with its own weights')
    await runs('stage', MODEL, '--url', v2.origin, '--release', 'v2', '--note', 'right weights')
    await runs(...verify)
    const switchedAt = Date.now()
    await runs('switch', MODEL, '--reason', 'v2 passed')
    await traffic.more(PHASE_CALLS)

    const faultAt = Date.now()
    await v2.control({ fail: { share: 0.5 } })
    log('v2 now fails half of its calls')
    await fails('rolled_back', 'wait', MODEL, '--for', 'completed', '--timeout', ROLLBACK_TIMEOUT)
    log('v2 is quarantined')
    await fails('refused', 'switch', MODEL, '--reason', 'once more')
    await traffic.more(PHASE_CALLS)

    log('v3 is deployed, without the fault')
    await runs('stage', MODEL, '--url', v3.origin, '--release', 'v3')
    await runs(...verify)
    const nextSwitchedAt = Date.now()
    await runs('switch', MODEL, '--reason', 'v3 passed')
    await traffic.more(PHASE_CALLS)
    await runs('promote', MODEL, '--reason', 'we have seen enough')
    await traffic.more(CALLS_PER_SECOND)

    await traffic.stop()
    await runs('history', MODEL)
    const { entries } = valueOf(await stack.client.history(MODEL, { limit: 20 }))
    const rollouts = await rolloutsOf(stack, MODEL)
    return { calls: traffic.calls, switchedAt, faultAt, nextSwitchedAt, history: entries, rollouts }
  } finally {
    await traffic.stop()
  }
}

function valueOf<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new Error(answer.refusal.message)
  return answer.value
}
