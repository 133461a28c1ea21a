import { other } from '../../core/routing/color.ts'
import type { CommandRefusal } from '../coordinator/command-refusal.ts'
import type { Status } from './answers.ts'

/** Returns what would be allowed instead of a refused command, in one sentence. */
export function adviceOn(code: CommandRefusal, status: Status): string {
  return advice[code](status)
}

const force = 'or give a reason to force it (--force "…")'

/** Whether a code is that of a refused command. */
export function isCommandRefusal(code: string): code is CommandRefusal {
  return code in advice
}

const advice = {
  rollout_in_progress: ({ model, plan }) =>
    plan === null
      ? `Allowed now: bluegreen promote ${model}, or bluegreen rollback ${model}.`
      : `Allowed now: bluegreen promote ${model} for the next step, with --full for all traffic, or bluegreen rollback ${model}.`,
  slot_taken: (status) => {
    const { color, release } = idleOf(status)
    const { wayBack } = status
    const why =
      wayBack === null
        ? `${release} in ${color} is verified and waits for its switch`
        : `a rollback can go back to ${release} in ${color} until ${wayBack.until}`
    return `${why}; to replace it, stage with --replace.`
  },
  label_in_use: () => 'Stage the release under another label.',
  host_not_allowed: () => 'Add the host to origins in wrangler.toml, and deploy.',
  already_live: switchAdvice,
  quarantined: ({ model }) => `Lift the quarantine with bluegreen forgive ${model}, ${force}.`,
  unverified: ({ model }) => `Verify it with bluegreen verify ${model}, ${force}.`,
  nothing_to_verify: ({ candidate }) =>
    candidate === null
      ? 'Leave the color out, or name the idle one.'
      : 'A release is on trial: promote it or roll it back, then stage another one.',
  verification_running: ({ model }) =>
    `See it with bluegreen verification ${model}, or end it with bluegreen verify ${model} --cancel.`,
  nothing_to_cancel: ({ model }) =>
    `Start one with bluegreen verify ${model}; bluegreen verification ${model} shows the last one.`,
  unknown_suite: ({ model }) =>
    `Store one with bluegreen verify ${model} --suite golden.json, or see bluegreen verification ${model}.`,
  frozen: ({ frozenUntil }) => `Wait until ${frozenUntil}, ${force}. A rollback is always allowed.`,
  not_ready: (status) => `Look at ${idleOf(status).origin}, ${force}.`,
  stable_not_ready: ({ live, slots }) => `Look at ${slots[live].origin}, ${force}.`,
  nothing_to_promote: ({ model }) =>
    `To send traffic to the other color: bluegreen switch ${model}.`,
  nothing_to_roll_back: switchAdvice,
  nothing_quarantined: (status) => {
    const { model, quarantined } = status
    return quarantined === null
      ? switchAdvice(status)
      : `Only ${quarantined} is quarantined: bluegreen forgive ${model} ${quarantined}.`
  },
  nothing_to_apply: () => 'To stage another release, use bluegreen stage.',
  nothing_to_shadow: ({ model }) => `Stage one with bluegreen stage ${model}, ${force}.`,
  no_shadow: ({ model }) => `bluegreen shadow ${model} 5% begins to copy calls.`,
  not_shadowed: ({ model, shadow }) =>
    shadow === null
      ? `Copy calls to it with bluegreen shadow ${model} 5%, ${force}.`
      : `So far: ${shadow.verdict.summary}. Wait, ${force}.`,
  shadow_faulty: ({ shadow }) =>
    `${shadow?.verdict.summary ?? 'See the status'}. Fix it, ${force}.`,
  already_paused: ({ model, paused }) =>
    `Since ${paused?.at}, by ${paused?.by}; bluegreen resume ${model} ends it.`,
  not_paused: ({ model }) => `bluegreen pause ${model} starts a pause.`,
  secret_missing: () => 'Set it first: wrangler secret put NAME.',
  color_unusable: () => 'Set the secret: wrangler secret put NAME.',
  already_set: ({ model }) => `Give another number: bluegreen collectors 8 --model ${model}.`,
  revision_mismatch: ({ model, revision }) =>
    `Look at bluegreen status ${model}, then name revision ${revision}.`,
  idempotency_key_reused: () => 'Send a new key with a new command.',
  command_in_progress: () => 'Send it again in some seconds.',
} as const satisfies Readonly<Record<CommandRefusal, (status: Status) => string>>

function switchAdvice(status: Status): string {
  const { color } = idleOf(status)
  return `To send all traffic to ${color}: bluegreen switch ${status.model} ${color}.`
}

/** Returns the color that is not live, and its release. */
function idleOf({ live, slots }: Status) {
  const color = other(live)
  return { color, ...slots[color] }
}
