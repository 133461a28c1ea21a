import en from 'zod/v4/locales/en.js'
import * as z from 'zod/mini'
import { isPlainLine } from '../../core/rollout/plain-line.ts'
import { parameters, type Limits } from '../../core/detector/limits.ts'
import { isAdminPath } from '../../core/routing/spelled-path.ts'
import { parseFreezeWindow } from '../../core/rollout/freeze.ts'
import { parseHostPattern } from '../../core/routing/allowed-hosts.ts'
import { isAllowedSecret } from '../../core/routing/secret-headers.ts'
import { jurisdictions, locations } from '../../core/routing/placement.ts'
import type { Environment } from '../../core/routing/slot.ts'
import { MAX_COLLECTORS } from '../../core/reporting/collector-shard.ts'
import { holdBack, steps, sticky } from './step-schema.ts'

// zod/mini has no messages of its own, and all its locales together outweigh the Worker.
z.config(en())

const DAY_SECONDS = 86_400
const MIB = 1_048_576

const origin = z.pipe(
  z
    .url({ protocol: /^https?$/, error: 'expected the http(s) URL of a model environment' })
    .check(z.refine((url) => !/[?#]/.test(url), 'expected a URL without query or fragment')),
  z.transform((url: string) => url.replace(/\/+$/, ''))
)

/** A slot that is only a URL gets the host as its release label. */
const slot = z.union([
  z.pipe(
    origin,
    z.transform((url): Environment => ({ origin: url, release: new URL(url).host }))
  ),
  z.strictObject({
    origin,
    release: z.string().check(z.minLength(1), z.refine(isPlainLine, 'expected visible characters')),
  }),
])

const path = z.string().check(
  z.regex(/^(\/|(\/[A-Za-z0-9._~-]+)+)$/, 'expected "/" or path segments such as "/chat"'),
  z.refine((value) => !/\/\.\.?(?:\/|$)/.test(value), 'expected no dot segments'),
  z.refine((value) => !isAdminPath(value), '/admin is reserved for the router')
)

const hostPattern = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const pattern = parseHostPattern(text)
    if (pattern !== undefined) return pattern
    const message = 'expected a host such as "https://*.models.example"'
    context.issues.push({ code: 'custom', message, input: text })
    return z.NEVER
  })
)

const freezeWindow = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const window = parseFreezeWindow(text)
    if (window !== undefined) return window
    const message = 'expected a span such as "Fri 16:00 - Mon 08:00 Europe/Berlin"'
    context.issues.push({ code: 'custom', message, input: text })
    return z.NEVER
  })
)

const statuses = z.array(z.int().check(z.gte(200), z.lte(599)))

const secretNames = z.record(
  z.string().check(z.regex(/^[A-Za-z0-9-]+$/)),
  z
    .string()
    .check(
      z.minLength(1),
      z.refine(isAllowedSecret, { error: "the router's own secrets must not go to an origin" })
    )
)

const webOrigin = z
  .string()
  .check(
    z.regex(
      /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)$/,
      'expected "*" or a web origin such as "https://app.example"'
    )
  )

const pathPrefixes = z._default(
  z.array(z.string().check(z.regex(/^\/[^?#]*$/, 'expected a path such as "/v1/files"'))),
  []
)

const share = (fallback: number) => z._default(z.number().check(z.gte(0), z.lte(1)), fallback)

const seconds = (fallback: number, max = DAY_SECONDS) =>
  z._default(z.number().check(z.positive(), z.lte(max)), fallback)

const limit = (name: keyof Limits) => {
  const { least, most, value } = parameters[name]
  return z._default(z.number().check(z.gte(least), z.lte(most)), value)
}

const model = z.strictObject({
  path,
  blue: slot,
  green: slot,
  origins: z.optional(z.array(hostPattern)),
  location: z.optional(z.enum(locations)),
  jurisdiction: z.optional(z.enum(jurisdictions)),
  header_timeout_seconds: seconds(120),
  idle_timeout_seconds: seconds(60),
  first_byte_objective_seconds: z.optional(z.number().check(z.gte(0), z.lte(DAY_SECONDS))),
  failover: z._default(z.boolean(), true),
  failover_budget: share(0.2),
  failover_timeout_seconds: seconds(10),
  failover_max_body_bytes: z._default(z.int().check(z.gte(0), z.lte(10 * MIB)), MIB),
  bake_seconds: seconds(1800, 30 * DAY_SECONDS),
  steps,
  hold_back: holdBack,
  sticky,
  keep_warm_seconds: z._default(z.number().check(z.gte(0), z.lte(30 * DAY_SECONDS)), DAY_SECONDS),
  health: z.optional(
    z.strictObject({
      path: z.string().check(z.regex(/^\/[^#\s]*$/, 'expected a path such as "/healthz"')),
      seconds: seconds(5, 10),
    })
  ),
  require: z._default(z.array(z.enum(['verify', 'shadow'])), ['verify']),
  shadow_differences: z._default(z.boolean(), true),
  max_disagreement_rate: z.optional(z.number().check(z.gte(0.001), z.lte(0.5))),
  freeze: z._default(z.array(freezeWindow), []),
  auto_rollback: z._default(z.boolean(), true),
  max_fault_rate: limit('maxFaultRate'),
  max_overload_rate: limit('maxOverloadRate'),
  max_slow_rate: limit('maxSlowRate'),
  max_lost_rate: limit('maxLostRate'),
  max_quality_rate: limit('maxQualityRate'),
  false_alarm_years: limit('falseAlarmYears'),
  acceptance_ratio: limit('acceptanceRatio'),
  false_acceptance_probability: limit('falseAcceptanceProbability'),
  collectors: z._default(z.int().check(z.gte(0), z.lte(MAX_COLLECTORS)), 0),
  statuses: z._default(
    z.partial(
      z.strictObject({ success: statuses, fault: statuses, overload: statuses, neutral: statuses })
    ),
    {}
  ),
  stateful_paths: pathPrefixes,
  stateless_paths: pathPrefixes,
  call_log: share(0),
  listed: z._default(z.boolean(), false),
  cors_origins: z._default(z.array(webOrigin), []),
  headers: z._default(z.partial(z.strictObject({ blue: secretNames, green: secretNames })), {}),
})

const name = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected a name such as "chat"'))

/** The form of `MODELS` in `wrangler.toml`. */
export const models = z
  .record(name, model)
  .check(z.refine((all) => Object.keys(all).length > 0, 'expected at least one model'))

/** The settings of one model, with their defaults. */
export type ModelSettings = z.infer<typeof model>
