import type { ModelSettings } from '../../src/control-plane/config/model-schema.ts'
import { parameters, type Parameter } from '../../src/core/detector/limits.ts'

/** What the table of the settings says of one, besides what the schema itself shows. */
export interface SettingText {
  readonly means: string
  /** Unit of a number; without one the number is a count, or the setting is no number. */
  readonly unit?: 'seconds' | 'share' | 'bytes'
  /** What it takes, where that is neither a number nor yes or no. */
  readonly takes?: string
  /** The default, where the parsed setting has another form: as TOML between backticks, or in words. */
  readonly standard?: string
}

const steps = '../../core/rollout/README.md#steps-and-what-keeps-a-client-on-a-color'
const failovers = '../../data-plane/README.md#failovers'
const paths = 'list of path prefixes, such as `["/v1/files"]`'

/** The texts by key, in the order of the table. A setting without a text does not compile. */
export const settingTexts = {
  path: {
    takes: 'path, such as `"/chat"`',
    means: 'first path segments, stripped before forwarding; `/` takes every other path',
  },
  blue: slotText(),
  green: slotText(),
  origins: {
    takes: 'list of hosts, such as `["https://*.models.example"]`',
    standard: 'hosts of `blue` and `green`',
    means:
      'hosts that may ever serve the model: a release is staged there only, and secrets go nowhere else; `*` is one or more labels, no scheme means https',
  },
  location: {
    takes: 'location hint of Cloudflare, such as `"weur"`',
    standard: 'none',
    means:
      'where the coordinator of the model is created: counts at the first start only, since a Durable Object never moves; without it, near the first call',
  },
  jurisdiction: {
    takes: '`"eu"`, `"us"` or `"fedramp"`',
    standard: 'none',
    means:
      'the coordinator and its collectors never leave it; another value later means a new coordinator that knows neither history nor evidence. KV and the isolates have no jurisdiction',
  },
  header_timeout_seconds: {
    unit: 'seconds',
    means: 'wait for the headers of an answer, from when the origin has the whole call, then 504',
  },
  idle_timeout_seconds: {
    unit: 'seconds',
    means:
      "wait between two pieces of an answer, then the client's body is errored; or of a body that is kept, then 408",
  },
  first_byte_objective_seconds: {
    unit: 'seconds',
    standard: 'learned',
    means:
      'a call without its first byte by then counts as slow, before it ends; without a number it is learned from stable, and 0 turns it off',
  },
  failover: { means: 'repeat failed calls on the other color' },
  failover_budget: { unit: 'share', means: 'failovers that go wrong, per call' },
  failover_timeout_seconds: {
    unit: 'seconds',
    means:
      'wait for the headers of a repeated call; longer on a route whose first-byte objective is longer',
  },
  failover_max_body_bytes: {
    unit: 'bytes',
    means:
      'a larger request body, or one of unknown length, is streamed and its call never repeated',
  },
  bake_seconds: {
    unit: 'seconds',
    means: 'the least time at full weight before a rollout completes',
  },
  steps: {
    takes: 'text such as `"1%:10m,10%:10m,50%"`, or list such as `[{ weight = 5, seconds = 600 }]`',
    means: `the steps of a switch that names none; the last may have no time: see [steps](${steps})`,
  },
  hold_back: {
    unit: 'share',
    means: 'share of the keys that stays on stable through the bake',
  },
  sticky: {
    takes:
      '`"authorization"`, `"header:<name>"`, `"cookie:<name>"`, `"address"`, `"none"`, or a list',
    standard: '`"authorization"`',
    means: `what keeps a client on one color while both take traffic; of a list the first that is there: see [steps](${steps})`,
  },
  keep_warm_seconds: {
    unit: 'seconds',
    means:
      'time after a rollout in which the previous release is probed and a rollback goes back to it; 0: no way back',
  },
  require: {
    takes: 'list of `"verify"`, `"shadow"`',
    means:
      'what a staged release must have passed before a switch without force; shadow: a healthy verdict from copied calls; `[]`: nothing',
  },
  shadow_differences: {
    means:
      "keep some differences between the answers to copied calls and the clients' answers, and show them in the status: they hold parts of answers, which whoever may read the status sees",
  },
  max_disagreement_rate: {
    unit: 'share',
    standard: 'none',
    means:
      "share of compared answers to copies that may differ from the clients' answers: more make the release faulty in shadow; without a number differences are only shown",
  },
  health: {
    takes: 'table such as `{ path = "/healthz", seconds = 5 }`',
    standard: 'none',
    means:
      'a release can take traffic when it answers there below 400; without it, any answer below 500 is enough',
  },
  freeze: {
    takes: 'list of spans, such as `["Fri 16:00 - Mon 08:00 Europe/Berlin"]`',
    means:
      'in these spans of the week a switch and `promote` need force and no step or bake ends by itself; rollbacks go on',
  },
  auto_rollback: {
    means: 'roll back a faulty candidate; false: raise the alert only, and leave it to an operator',
  },
  collectors: {
    means:
      "collectors in each region that take the isolates' reports, until an operator sets another number live",
  },
  stateful_paths: {
    takes: paths,
    means: `where state lives with a color: see [failovers](${failovers})`,
  },
  stateless_paths: {
    takes: paths,
    means: 'where the answer depends on the call alone, besides the known ones',
  },
  statuses: {
    takes: 'table such as `{ fault = [418], overload = [], neutral = [], success = [] }`',
    standard: 'none',
    means: 'statuses that count differently',
  },
  cors_origins: {
    takes: 'list of web origins, `"*"` for all',
    means: "whose scripts may read the router's own errors",
  },
  call_log: {
    unit: 'share',
    means:
      'share of calls that have a log line of their own: call id, color, release, route, outcome, milliseconds; never bodies, keys or query strings',
  },
  listed: { means: 'the error for an unknown path names the path of this model' },
  headers: {
    takes: 'table such as `headers.blue = { authorization = "BLUE_KEY" }`',
    standard: 'none',
    means:
      'sets a header to the value of the secret of that name; `headers` in the table of a color is the same',
  },
  max_fault_rate: limitText('share of calls that may fail', parameters.maxFaultRate),
  max_overload_rate: limitText(
    'share of calls that may be refused as overload',
    parameters.maxOverloadRate
  ),
  max_slow_rate: limitText('share of calls whose first byte may be late', parameters.maxSlowRate),
  max_lost_rate: limitText('share of calls that may be lost', parameters.maxLostRate),
  max_quality_rate: limitText(
    'share of graded calls that may be graded as bad',
    parameters.maxQualityRate
  ),
  false_alarm_years: limitText(
    'years of seconds with traffic between two false rollbacks, on average and at least',
    parameters.falseAlarmYears
  ),
  acceptance_ratio: limitText(
    'how many times the allowed rate must be excluded before a release is healthy',
    parameters.acceptanceRatio
  ),
  false_acceptance_probability: limitText(
    'chance that a release at that bar is called healthy',
    parameters.falseAcceptanceProbability
  ),
} as const satisfies Readonly<Record<keyof ModelSettings, SettingText>>

function slotText(): SettingText {
  return {
    takes: 'URL, or table `{ origin, release, headers }`',
    means: 'the model environment of the first start; without a release the label is the host',
  }
}

function limitText(what: string, { unit, reason }: Parameter): SettingText {
  return { means: `${what}; ${reason}`, ...(unit.startsWith('share') ? { unit: 'share' } : {}) }
}
