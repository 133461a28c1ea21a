import en from 'zod/v4/locales/en.js'
import * as z from 'zod/mini'
import { isPlainLine } from '../../core/rollout/plain-line.ts'
import { colors } from '../../core/routing/color.ts'
import { isAdminPath } from '../../core/routing/spelled-path.ts'
import { parseFreezeWindow } from '../../core/rollout/freeze.ts'
import { parseHostPattern } from '../../core/routing/allowed-hosts.ts'
import { jurisdictions, locations } from '../../core/routing/placement.ts'
import { isSettableHeader } from '../../core/routing/secret-headers.ts'
import { HEADER_NAME } from '../../core/routing/slot.ts'
import { MAX_COLLECTORS } from '../../core/reporting/collector-shard.ts'
import type { KeyPath } from './config-issues.ts'
import { secretNameFor } from './secret-name.ts'
import { limit, seconds, share } from './setting-schema.ts'
import { holdBack, steps, sticky } from './step-schema.ts'

// zod/mini has no messages of its own, and all its locales together outweigh the Worker.
z.config(en())

const DAY_SECONDS = 86_400
const MIB = 1_048_576

const SLOT_EXPECTED =
  'expected the URL of a model environment, or { origin = "https://…", release = "…" }'

const origin = z.pipe(
  z.url({ protocol: /^https?$/, error: 'expected the http(s) URL of a model environment' }).check(
    z.refine((url) => !/[?#]/.test(url), 'expected a URL without query or fragment'),
    z.refine(
      (url) => !/^[^/]*\/\/[^/]*@/.test(url),
      'expected a URL without user name and password, which status and history would show: name a secret in headers'
    ),
    z.refine((url) => !/^[^/]*\/\/[^/]*:(\/|$)/.test(url), 'expected a port after the colon')
  ),
  z.transform((url: string) => url.replace(/\/+$/, ''))
)

const secretNames = z.record(
  z
    .string()
    .check(z.regex(HEADER_NAME, 'expected the name of a header, such as authorization'))
    .check(z.refine(isSettableHeader, 'this header belongs to the connection')),
  secretNameFor('an origin', 'CHAT_KEY')
)

/** A slot that is only a URL gets the host as its release label. */
const slot = z.pipe(
  z.transform((value): unknown => (typeof value === 'string' ? { origin: value } : value)),
  z.strictObject(
    {
      origin,
      release: z.optional(
        z.string().check(z.minLength(1), z.refine(isPlainLine, 'expected visible characters'))
      ),
      headers: z.optional(secretNames),
    },
    SLOT_EXPECTED
  )
)

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

const anyShare = (fallback: number) => z._default(share({ least: 0, most: 1 }), fallback)

const time = (fallback: number, most = DAY_SECONDS) =>
  z._default(seconds({ least: 0.001, most }), fallback)

/** The form of a model in `wrangler.toml`, without its name. */
export const modelSchema = z.strictObject({
  path,
  blue: slot,
  green: slot,
  origins: z.optional(z.array(hostPattern)),
  location: z.optional(z.enum(locations)),
  jurisdiction: z.optional(z.enum(jurisdictions)),
  header_timeout_seconds: time(120),
  idle_timeout_seconds: time(60),
  first_byte_objective_seconds: z.optional(seconds({ least: 0, most: DAY_SECONDS })),
  failover: z._default(z.boolean(), true),
  failover_budget: anyShare(0.2),
  failover_timeout_seconds: time(10),
  failover_max_body_bytes: z._default(z.int().check(z.gte(0), z.lte(10 * MIB)), MIB),
  bake_seconds: time(1800, 30 * DAY_SECONDS),
  steps,
  hold_back: holdBack,
  sticky,
  keep_warm_seconds: z._default(seconds({ least: 0, most: 30 * DAY_SECONDS }), DAY_SECONDS),
  health: z.optional(
    z.strictObject({
      path: z.string().check(z.regex(/^\/[^#\s]*$/, 'expected a path such as "/healthz"')),
      seconds: time(5, 10),
    })
  ),
  require: z._default(z.array(z.enum(['verify', 'shadow'])), ['verify']),
  shadow_differences: z._default(z.boolean(), true),
  max_disagreement_rate: z.optional(share({ least: 0.001, most: 0.5 })),
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
  call_log: anyShare(0),
  listed: z._default(z.boolean(), false),
  cors_origins: z._default(z.array(webOrigin), []),
  headers: z._default(z.partial(z.strictObject({ blue: secretNames, green: secretNames })), {}),
})

/** The keys that a table of a model may have, by its place in the model. */
export function keysOfModel(table: KeyPath): readonly string[] {
  const [first] = table
  if (first === undefined) return Object.keys(modelSchema.shape)
  if (first === 'statuses') return OUTCOMES
  if (first === 'health') return ['path', 'seconds']
  if (table.length === 1) return first === 'headers' ? colors : ['origin', 'release', 'headers']
  return []
}

const OUTCOMES = ['success', 'fault', 'overload', 'neutral']

/** The settings of one model, with their defaults. */
export type ModelSettings = z.infer<typeof modelSchema>
