import { connectionErrors } from './connection/connection-errors.ts'

/** Reason for which a command failed. */
export type FailureKind = keyof typeof exitCodeOf

/** Exit codes that CI can rely on. */
export const exitCodeOf = {
  refused: 1,
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  unexpected: 5,
  rolled_back: 6,
  under_way: 7,
  superseded: 8,
  verification_failed: 9,
} as const satisfies Readonly<Record<string, number>>

/** Exit code of a command that its user has interrupted, as shells have it. */
export const INTERRUPTED = 130

export const exitCodesHelp = `
Exit codes:
  0  done
  1  refused: the router answered 409 or 412 and changed nothing; check: a mistake
  2  wrong usage: an option, a color or a model that does not exist
  3  the router (with --break-glass: KV), or the coordinator of a model, cannot be reached
  4  not authorized
  5  unexpected answer; notify test: a receiver did not take the message
  6  waited, or status --watch: the rollout was rolled back
  7  the same: the rollout is still under way at the time limit
  8  the same: another change superseded the rollout
  9  verification failed, or ended early`

/** The failures that the command line itself detects. The README of this folder lists them in these words. */
export const cliErrors = {
  bad_url: {
    kind: 'usage',
    meaning: '`--router` or `--url` is not the address of a router',
  },
  model_needed: {
    kind: 'usage',
    meaning: 'there are several models, or none: name one with `--model`',
  },
  reason_needed: {
    kind: 'usage',
    meaning: 'the command needs a `--reason`',
  },
  share_needed: {
    kind: 'usage',
    meaning: 'a shadow needs a share of the calls such as `5%`, or `off`',
  },
  color_needed: {
    kind: 'usage',
    meaning: 'a switch with `--break-glass` names its color',
  },
  target_needed: {
    kind: 'usage',
    meaning: '`--break-glass` does not guess which KV: say `--local` or `--remote`',
  },
  break_glass_only: {
    kind: 'usage',
    meaning: '`--local`, `--remote`, `--env` and `--revision` go with `--break-glass`',
  },
  bad_note: {
    kind: 'usage',
    meaning: 'author or reason is too long, has hidden characters, or has a name of the router',
  },
  bad_token: {
    kind: 'usage',
    meaning: '`--name` or `--models` of a new token is not valid',
  },
  no_if_match: {
    kind: 'usage',
    meaning: '`--if-match` does not go with `--break-glass`',
  },
  no_such_file: {
    kind: 'usage',
    meaning: 'the file of `--data` cannot be read',
  },
  no_config: {
    kind: 'usage',
    meaning: 'there is no `wrangler.toml`, it is not valid TOML, or it has no such environment',
  },
  no_checkout: {
    kind: 'usage',
    meaning: '`dev` and `--break-glass` need a checkout of the router with its packages',
  },
  config_refused: {
    kind: 'refused',
    meaning: '`init` or `dev` found a mistake, and changed or started nothing',
  },
  port_busy: {
    kind: 'refused',
    meaning: 'another process listens on the port of `dev`',
  },
  revision_too_high: {
    kind: 'usage',
    meaning: '`--revision` is more than 1,000,000 above the one in KV',
  },
  unknown_model: {
    kind: 'usage',
    meaning: 'KV holds no pointer of that model',
  },
  already_live: {
    kind: 'refused',
    meaning: 'that color is live already, by the pointer in KV',
  },
  nothing_to_roll_back: {
    kind: 'refused',
    meaning: 'nothing is on trial, by the pointer in KV',
  },
  bad_suite: {
    kind: 'usage',
    meaning: '`--suite` is not a file of golden requests',
  },
  verification_replaced: {
    kind: 'verification_failed',
    meaning: 'a later verification has begun, or another release was staged',
  },
  ...connectionErrors,
  unreachable: {
    kind: 'unreachable',
    meaning: 'the admin route does not answer, for another reason',
  },
  kv_unreachable: {
    kind: 'unreachable',
    meaning: 'wrangler could not reach KV',
  },
  unauthorized: {
    kind: 'unauthorized',
    meaning: 'something in front of the admin route answered 401 or 403',
  },
  redirected: {
    kind: 'unauthorized',
    meaning: 'the admin route is behind a sign-in page, or has moved',
  },
  unexpected_answer: {
    kind: 'unexpected',
    meaning: 'the answer is not one that the admin route gives',
  },
  history_broken: {
    kind: 'unexpected',
    meaning: '`history --verify` found an entry that was changed, removed or moved',
  },
  no_pointer: {
    kind: 'unexpected',
    meaning: 'KV holds something that is not a pointer',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  readonly kind: FailureKind
  readonly meaning: string
}

export type CliCode = keyof typeof cliErrors
