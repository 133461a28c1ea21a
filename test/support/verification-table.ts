import type { Rollout } from '../../src/core/rollout/state.ts'
import {
  verificationRefusal,
  type VerificationFacts,
  type VerificationRequest,
} from '../../src/core/verification/refuse-command.ts'
import { adviceOn, isCommandRefusal } from '../../src/control-plane/admin/refusal-advice.ts'
import { adminErrors } from '../../src/control-plane/admin/admin-codes.ts'
import { statusOf } from '../scripts/fake-admin.ts'
import { baking, idle } from './rollouts.ts'

const facts = (rollout: Rollout, changes: Partial<VerificationFacts> = {}) => ({
  rollout,
  unusable: {},
  isRunning: false,
  suites: ['golden'],
  ...changes,
})

/** Blue is live. */
const states: Readonly<Record<string, VerificationFacts>> = {
  'idle, without a suite': facts(idle(), { suites: [] }),
  'idle, with the suite golden': facts(idle()),
  'idle, a verification runs': facts(idle(), { isRunning: true }),
  'idle, a secret of green is missing': facts(idle(), { unusable: { green: 'no KEY' } }),
  baking: facts(baking()),
}

const requests: Readonly<Record<string, VerificationRequest>> = {
  'verify --suite golden.json': { type: 'verify', suite: 'golden', document: { cases: [] } },
  verify: { type: 'verify' },
  'verify --suite other': { type: 'verify', suite: 'other' },
  'verify blue': { type: 'verify', color: 'blue' },
  'verify --cancel': { type: 'cancel_verification' },
  'remove-suite --suite golden': { type: 'remove_suite', suite: 'golden' },
}

const done = {
  verify: 'begins',
  cancel_verification: 'cancelled',
  remove_suite: 'removed',
} as const

/** The head and the rows of the table of the commands about verifications. */
export function verificationTable(): readonly (readonly string[])[] {
  const rows = Object.entries(requests).map(([name, request]) => [
    name,
    ...Object.values(states).map(
      (state) => verificationRefusal(request, state) ?? `**${done[request.type]}**`
    ),
  ])
  return [['command', ...Object.keys(states)], ...rows]
}

/** The head and the rows of the table of the refusals: why, and what would be allowed. */
export function refusalTable(): readonly (readonly string[])[] {
  const at = '2026-01-31T12:00:00.000Z'
  const paused = { at, by: 'ada', reason: 'a review' }
  const status = statusOf({ paused, frozenUntil: at })
  const rows = Object.entries(adminErrors).flatMap(([code, { message }]) =>
    isCommandRefusal(code) ? [[code, message, adviceOn(code, status)]] : []
  )
  return [['refusal', 'why', 'what would be allowed'], ...rows]
}
