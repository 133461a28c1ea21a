/** A family of series. Times are in seconds, shares between 0 and 1. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info'
  readonly labels: readonly string[]
  readonly help: string
}

/**
 * The families of the metrics, in the order of the document. The README of scripts/monitoring lists them in these words.
 * Every label is bounded: a model has 2 colors, 9 route classes and a few outcomes, whatever clients send.
 */
export const families = {
  bluegreen_up: {
    type: 'gauge',
    labels: ['model'],
    help: '1 when the coordinator of the model answered, else 0 and the model has no other series',
  },
  bluegreen_calls_total: {
    type: 'counter',
    labels: ['model', 'color', 'route', 'outcome'],
    help: 'ended calls by color, route class and outcome, over all releases',
  },
  bluegreen_slow_calls_total: {
    type: 'counter',
    labels: ['model', 'color', 'route'],
    help: 'calls whose first byte came later than its objective, or not yet',
  },
  bluegreen_time_to_first_byte_seconds: {
    type: 'histogram',
    labels: ['model', 'color', 'route'],
    help: 'time from the end of the request to the headers, of calls not answered with an error',
  },
  bluegreen_call_duration_seconds: {
    type: 'histogram',
    labels: ['model', 'color', 'route'],
    help: 'time from the start of a successful call to the end of its body, or to its headers where the body is not observed',
  },
  bluegreen_failovers_total: {
    type: 'counter',
    labels: ['model', 'color', 'outcome'],
    help: 'failed calls that were repeated on this color, by the outcome there',
  },
  bluegreen_contract_checks_total: {
    type: 'counter',
    labels: ['model', 'color', 'outcome'],
    help: 'refused calls that stable, this color, was asked about, by the outcome there',
  },
  bluegreen_shadow_copies_total: {
    type: 'counter',
    labels: ['model', 'color', 'outcome'],
    help: 'ended copies of calls to this color, by outcome; no other family counts them',
  },
  bluegreen_shadow_comparisons_total: {
    type: 'counter',
    labels: ['model', 'color', 'result'],
    help: 'answers to copies against those to their calls: agreed, differed, uncompared, or skipped where no copy was sent',
  },
  bluegreen_calls_in_flight: {
    type: 'gauge',
    labels: ['model', 'color', 'state'],
    help: 'calls in progress: waiting for the first byte, or answering',
  },
  bluegreen_oldest_waiting_seconds: {
    type: 'gauge',
    labels: ['model', 'color'],
    help: 'wait of the oldest call that has no first byte yet; 0 when none waits',
  },
  bluegreen_evidence_ratio: {
    type: 'gauge',
    labels: ['model', 'color', 'signal'],
    help: 'logarithm of the evidence against the judged color, divided by that of the threshold: 1 is a rollback',
  },
  bluegreen_candidate_weight_ratio: {
    type: 'gauge',
    labels: ['model'],
    help: 'share of the keys on the candidate; 0 without one',
  },
  bluegreen_rollout_phase: {
    type: 'gauge',
    labels: ['model', 'phase'],
    help: '1 for the phase of the rollout, 0 for the others',
  },
  bluegreen_rollout_paused: {
    type: 'gauge',
    labels: ['model'],
    help: '1 while an operator has stopped what goes forward by itself',
  },
  bluegreen_rollout_info: {
    type: 'info',
    labels: ['model', 'live', 'stable', 'candidate', 'blue', 'green'],
    help: '1, with the colors of the roles and the releases in both slots',
  },
  bluegreen_rollbacks_total: {
    type: 'counter',
    labels: ['model', 'by'],
    help: 'rollbacks by kind of author: router, operator or break_glass',
  },
  bluegreen_pointer_revision: {
    type: 'gauge',
    labels: ['model'],
    help: 'revision of the pointer, by the coordinator',
  },
  bluegreen_last_change_timestamp_seconds: {
    type: 'gauge',
    labels: ['model'],
    help: 'time of that revision',
  },
  bluegreen_kv_lag_seconds: {
    type: 'gauge',
    labels: ['model'],
    help: 'age of that revision while KV does not show it; 0 when KV does',
  },
  bluegreen_reporting_isolates: {
    type: 'gauge',
    labels: ['model'],
    help: 'isolates that report',
  },
  bluegreen_following_isolates: {
    type: 'gauge',
    labels: ['model'],
    help: 'of these, the isolates that follow the newest revision',
  },
  bluegreen_reports_age_seconds: {
    type: 'gauge',
    labels: ['model'],
    help: 'time since the newest report; absent before the first',
  },
  bluegreen_oldest_report_age_seconds: {
    type: 'gauge',
    labels: ['model'],
    help: 'time since the last report of the reporting isolate that has been silent longest; absent when none reports',
  },
  bluegreen_alert: {
    type: 'gauge',
    labels: ['model', 'code'],
    help: '1 while the alert is raised, else 0',
  },
  bluegreen_counters_since_timestamp_seconds: {
    type: 'gauge',
    labels: ['model'],
    help: 'time at which the counters of the model began',
  },
} as const satisfies Readonly<Record<string, Family>>

export type FamilyName = keyof typeof families
