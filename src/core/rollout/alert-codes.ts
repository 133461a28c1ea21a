/** The alerts, worst first: what each means, and what to do. The README of control-plane lists them in these words. */
export const alertCodes = {
  live_faulty: {
    source: 'detector',
    meaning: 'the live color is faulty and the router does not go back to the other color',
    advice:
      'look at the live origin and at bluegreen history; if the other color is better, go there with bluegreen rollback or bluegreen switch --force "…"',
    over: 'the live color is healthy again',
  },
  stable_faulty: {
    source: 'detector',
    meaning:
      'stable, which takes a share of the keys while a candidate is on trial, is faulty in the last minutes',
    advice:
      'look at the origin of stable; if the candidate is better, go on with bluegreen promote --full',
    over: 'stable is no longer faulty, or takes no share any more',
  },
  secret_missing: {
    source: 'deploy',
    meaning:
      'a secret of a color or of a receiver is missing or not valid: the color is not called, the receiver gets nothing',
    advice: 'set it with wrangler secret put NAME',
    over: 'all secrets are set',
  },
  no_way_back: {
    source: 'probe',
    meaning: 'stable is not ready during a bake, so that no automatic rollback is possible',
    advice:
      'start stable again, or look at its secrets and its health route; until then watch the candidate yourself',
    over: 'stable can take the traffic back, or nothing is on trial',
  },
  pointer_refused: {
    source: 'kv',
    meaning:
      'KV holds a pointer to an unknown host, or one that cannot be: isolates keep the last good one',
    advice:
      'find out who wrote it (wrangler kv key get, and the tokens that may write KV); the router replaces it, or write a good one with --break-glass',
    over: 'KV holds a good pointer again',
  },
  pointer_malformed: {
    source: 'kv',
    meaning: 'KV holds a document that is not a pointer: isolates keep the last good one',
    advice:
      'find out who wrote it; the router replaces it after two minutes, or write a good one with --break-glass',
    over: 'KV holds a pointer again',
  },
  kv_stale: {
    source: 'kv',
    meaning:
      'KV has not shown the newest pointer for three minutes: cold isolates follow an older one',
    advice:
      'look at the log lines kv_failure and at the status page of the platform; the router goes on trying, and busy isolates are up to date',
    over: 'KV shows the newest pointer',
  },
  internal_errors: {
    source: 'isolates',
    meaning: "the router's own code has thrown errors on isolates in the last ten minutes",
    advice:
      'read the stacks with npx wrangler tail (log event internal_error); after a deploy of the router, go back with wrangler rollback',
    over: 'no isolate has reported an internal error for ten minutes',
  },
  reports_lost: {
    source: 'isolates',
    meaning:
      'isolates have dropped counts in the last ten minutes: verdicts are based on a part of the calls',
    advice:
      'look at the log lines report_dropped; if the coordinator is overloaded, set bluegreen collectors',
    over: 'no isolate has dropped counts for ten minutes',
  },
  config_differs: {
    source: 'deploy',
    meaning:
      'a deploy changed the release of a slot that is in use, and the slot was not touched: wrangler.toml and the router differ',
    advice:
      'to bring it live, stage it with bluegreen apply (or another one with bluegreen stage) and switch; else put the live release into wrangler.toml',
    over: 'the configured releases stand in the slots',
  },
  notification_failed: {
    source: 'notify',
    meaning: 'a notification was given up, or its receiver is gone (410)',
    advice:
      'see notifications in bluegreen status --json, mend the receiver, and try it with bluegreen notify test',
    over: 'the receiver takes notifications again, or the failure is a day old',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  /** Where the condition is seen, in the history. */
  readonly source: string
  readonly meaning: string
  /** What an operator does. */
  readonly advice: string
  /** Reason in the history when the alert is cleared, where no more is known. */
  readonly over: string
}

export type AlertCode = keyof typeof alertCodes
