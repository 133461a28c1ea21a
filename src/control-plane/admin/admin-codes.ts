/**
 * The errors of the admin route: the status of each code, and its message where no more is known.
 * The README of this folder lists them in these words.
 */
export const adminErrors = {
  unauthorized: {
    status: 401,
    message: 'The bearer token is missing or wrong; send Authorization: Bearer <token>.',
  },
  session_ended: {
    status: 401,
    message: 'The session has ended, or its token is no longer valid; sign in again.',
  },
  closed: {
    status: 403,
    message: 'The admin route is closed: set the secret ADMIN_TOKENS or ADMIN_TOKEN to open it.',
  },
  forbidden: { status: 403, message: 'The caller is known, and may not do that.' },
  too_many_tries: {
    status: 429,
    message: 'Too many requests from that address were refused.',
  },
  admin_misconfigured: {
    status: 503,
    message: 'The admin route admits nobody until its settings are valid.',
  },
  access_keys_unavailable: {
    status: 503,
    message: 'The keys of Cloudflare Access cannot be fetched; a token still opens the route.',
  },
  invalid_request: { status: 400, message: 'The request is not valid.' },
  not_found: { status: 404, message: 'There is no such admin route.' },
  method_not_allowed: { status: 405, message: 'That route has other methods.' },
  body_too_large: { status: 413, message: 'The body is too large.' },
  unknown_model: { status: 404, message: 'No such model.' },
  unknown_receiver: { status: 404, message: 'No such receiver.' },
  host_not_allowed: {
    status: 409,
    message: 'The URL is not on a host of the list origins.',
  },
  already_live: { status: 409, message: 'That color is live already.' },
  rollout_in_progress: {
    status: 409,
    message: 'A release is on trial, so both slots are in use.',
  },
  slot_taken: {
    status: 409,
    message: 'The idle slot holds a release that is still of use.',
  },
  label_in_use: {
    status: 409,
    message: 'The live release has that label.',
  },
  quarantined: {
    status: 409,
    message: 'That release was rolled back, and nobody has forgiven it.',
  },
  unverified: {
    status: 409,
    message: 'That release is not verified.',
  },
  nothing_to_verify: {
    status: 409,
    message: 'Only a release that waits in the idle slot can be verified.',
  },
  verification_running: {
    status: 409,
    message: 'A verification is running.',
  },
  nothing_to_cancel: {
    status: 409,
    message: 'No verification is running.',
  },
  unknown_suite: {
    status: 409,
    message: 'The model has no such suite of golden requests.',
  },
  frozen: {
    status: 409,
    message: 'Nothing may go forward during a freeze.',
  },
  not_ready: { status: 409, message: 'That color does not answer its probe.' },
  stable_not_ready: {
    status: 409,
    message: 'The live color does not answer its probe, so that no rollback would be possible.',
  },
  nothing_to_promote: {
    status: 409,
    message: 'Nothing is on trial, so there is nothing to promote.',
  },
  nothing_quarantined: {
    status: 409,
    message: 'That release is not quarantined.',
  },
  nothing_to_apply: {
    status: 409,
    message: 'The configured releases stand in the slots already.',
  },
  nothing_to_shadow: {
    status: 409,
    message: 'The other slot holds the previous release, and no release waits there.',
  },
  no_shadow: { status: 409, message: 'No calls are copied.' },
  not_shadowed: {
    status: 409,
    message: 'That release has no healthy verdict from copied calls.',
  },
  shadow_faulty: {
    status: 409,
    message: 'That release is faulty by copied calls.',
  },
  already_paused: {
    status: 409,
    message: 'The model is paused already.',
  },
  not_paused: { status: 409, message: 'The model is not paused.' },
  secret_missing: {
    status: 409,
    message: 'The release names a secret that is not set.',
  },
  nothing_to_roll_back: {
    status: 409,
    message: 'Nothing is on trial, and no way back is open.',
  },
  already_set: {
    status: 409,
    message: 'Reports go to that many collectors already.',
  },
  color_unusable: {
    status: 409,
    message: 'That color cannot be called: a secret of its headers is missing or not valid.',
  },
  signing_key_missing: {
    status: 409,
    message: 'Sessions, previews and grades need the secret SIGNING_KEY, or ADMIN_TOKEN.',
  },
  call_out_of_date: {
    status: 409,
    message: 'The call was served before the release that is judged now.',
  },
  already_graded: {
    status: 409,
    message: 'The call is graded already.',
  },
  idempotency_key_reused: {
    status: 422,
    message: 'That Idempotency-Key belongs to another command.',
  },
  command_in_progress: {
    status: 409,
    message: 'The command with that Idempotency-Key has no answer yet.',
  },
  revision_mismatch: {
    status: 412,
    message: 'The rollout is at another revision than If-Match names.',
  },
  document_unavailable: {
    status: 503,
    message:
      'The OpenAPI document is a file of the Worker of the page, which does not hand it out.',
  },
  coordinator_unavailable: {
    status: 502,
    message: 'The coordinator does not answer; the pointer in KV can be set by hand.',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  readonly status: number
  readonly message: string
}

/** Stable codes of the admin route. */
export type AdminCode = keyof typeof adminErrors

/** Code and message of an error. */
export interface CodedError {
  readonly code: AdminCode
  readonly message: string
}
