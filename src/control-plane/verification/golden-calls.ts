import { other, type Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { GoldenCase } from '../../core/verification/golden-case.ts'
import type { CaseRecord, VerificationRun } from '../../core/verification/verification-run.ts'
import type { RolloutState } from '../coordinator/rollout-state.ts'
import { secretValuesOf } from '../coordinator/secret-values.ts'
import { runCase, type Send } from './run-case.ts'
import { sendGolden } from './send-golden.ts'

/** What the calls of a run depend on. */
export interface CallParts {
  readonly env: Env
  readonly model: Model
  readonly state: RolloutState
}

/** Sends the calls of a case, and before the first case those of the warm-up. */
export async function callCase(
  golden: GoldenCase,
  run: VerificationRun,
  parts: CallParts,
  signal: AbortSignal
): Promise<CaseRecord> {
  const to = (color: Color) => sendTo(color, run, parts, signal)
  const send = to(run.color)
  if (run.results.length === 0) await warmUp(run, send, signal)
  const sendToStable = run.options.isAgainstStable ? to(other(run.color)) : undefined
  return runCase(golden, { send, sendToStable, signal })
}

/** Returns the function that sends golden requests to the release in a slot, with its secrets. */
function sendTo(
  color: Color,
  { options: { timeoutMs } }: VerificationRun,
  { env, model, state }: CallParts,
  signal: AbortSignal
): Send {
  return async (golden) => {
    const slot = state.rollout.slots[color]
    const headers = secretValuesOf(env, model, color, slot)
    // Only stable can lack a secret here, and a call without it would say nothing.
    if (headers === undefined) return { kind: 'failed', error: 'unreachable', afterMs: 0 }
    return sendGolden(golden, { origin: slot.origin, headers, timeoutMs, signal })
  }
}

/** Sends the calls before the first case, which nobody judges. */
async function warmUp(
  { options, suite: { cases } }: VerificationRun,
  send: Send,
  signal: AbortSignal
): Promise<void> {
  for (let count = 0; count < options.warmUp && !signal.aborted; count++) {
    const golden = cases[count % cases.length]
    if (golden !== undefined) await send(golden)
  }
}
