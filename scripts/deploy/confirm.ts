import { setTimeout } from 'node:timers/promises'
import type { Model } from '../../src/core/routing/model.ts'
import { status } from '../cli/status.ts'
import { exitCodeOf } from '../cli/codes.ts'
import type { Connection } from '../cli/connection.ts'
import { fetched, plainCall } from '../cli/config/plain-call.ts'
import type { StepResult } from './step-result.ts'

/** A custom domain of a first deploy waits for its DNS record and its certificate. */
const HEALTH_MS = 180_000
const LOOK_MS = 1_000

/** Waits until the admin route answers for its health. */
export async function waitForHealth(
  { url, headers = [] }: Connection,
  limitMs = HEALTH_MS
): Promise<StepResult> {
  const giveUpAt = Date.now() + limitMs
  const address = `${url}/admin/health`
  for (;;) {
    const answered = await fetched(address, Object.fromEntries(headers))
    const seen = typeof answered === 'string' ? answered : `status ${answered.status}`
    if (seen === 'status 200') return { code: 0, lines: [`${address} answers 200`] }
    const isSignIn = typeof answered === 'object' && [302, 401, 403].includes(answered.status)
    if (isSignIn || Date.now() >= giveUpAt) {
      const hint = isSignIn
        ? [
            'Something in front of the admin route asks for a sign-in. For Cloudflare Access, set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET.',
          ]
        : []
      const kind = isSignIn ? 'unauthorized' : 'unreachable'
      return { code: exitCodeOf[kind], lines: [`${address}: ${seen}`, ...hint] }
    }
    await setTimeout(LOOK_MS)
  }
}

/** Makes one call a model. An error of the router fails the step; one of a model is shown. */
export async function callModels(url: string, models: readonly Model[]): Promise<StepResult> {
  const calls = await Promise.all(models.map((model) => plainCall(url, model)))
  const isWrong = calls.some(({ findings }) => findings.some(({ level }) => level === 'error'))
  return { code: isWrong ? exitCodeOf.refused : 0, lines: calls.map(({ answer }) => answer) }
}

/** Shows the status of all models, when there is a token to ask with. */
export async function showModels(connection: Connection): Promise<StepResult> {
  if (connection.token === undefined) {
    return { code: 0, lines: ['left out: BLUEGREEN_TOKEN is not set'] }
  }
  const shown = await status(connection, {})
  if (!shown.ok) {
    const { kind, message, hint } = shown.refusal
    return { code: exitCodeOf[kind], lines: [message, ...(hint === undefined ? [] : [hint])] }
  }
  const { text, partial } = shown.value
  return { code: partial === undefined ? 0 : exitCodeOf[partial], lines: text.split('\n') }
}
