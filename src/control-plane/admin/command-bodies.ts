import * as z from 'zod/mini'
import { MAX_COLLECTORS } from '../../core/reporting/collector-shard.ts'
import { hasPossiblePort, isLabel } from '../../core/routing/pointer-refusal.ts'
import { isAllowedSecret, isSettableHeader } from '../../core/routing/secret-headers.ts'
import { HEADER_NAME } from '../../core/routing/slot.ts'
import { isPercentage } from '../../core/percentage.ts'
import { isPlainLine } from '../../core/rollout/plain-line.ts'
import type { Step } from '../../core/rollout/state.ts'
import { areSteps, MAX_HOLD_BACK, STEPS_EXPECTED } from '../../core/rollout/step-plan.ts'

/** A text of one line. */
export const line = (maxLength: number) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(maxLength),
      z.refine(isPlainLine, 'expected one line without control characters')
    )

const reason = line(500)
const color = z.enum(['blue', 'green'])

/** The steps of a switch: shares in per cent, and seconds for each but the last. */
const steps = z.pipe(
  z.array(z.strictObject({ weight: z.number(), seconds: z.optional(z.number()) })),
  z.transform((given, context): readonly Step[] => {
    const found = given.map(({ weight, seconds }) =>
      seconds === undefined ? { weight } : { weight, ms: seconds * 1000 }
    )
    if (areSteps(found)) return found
    context.issues.push({ code: 'custom', message: STEPS_EXPECTED, input: given })
    return z.NEVER
  })
)

/** Share in per cent that stays on stable during a bake. */
const holdBack = z
  .number()
  .check(z.gte(0), z.lte(MAX_HOLD_BACK), z.refine(isPercentage, 'expected two decimals at most'))

/** Longest bake in seconds, as in `wrangler.toml`. */
const MAX_BAKE_SECONDS = 30 * 86_400

/** Neither user and password nor a query, a fragment or a backslash, which `fetch` reads as `/`. */
const PLAIN_URL = /^https?:\/\/[^/?#@\\\s]+(\/[^?#\\\s]*)?$/i

/** The URL of a model environment, as slots hold it: spelled as the platform spells it. */
const url = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => PLAIN_URL.test(text) && URL.canParse(text) && hasPossiblePort(text),
        'expected the http(s) URL of a model environment, without user name, query or fragment'
      )
    ),
  z.transform((text: string) => new URL(text).href.replace(/\/+$/, ''))
)

const headers = z.record(
  z
    .string()
    .check(
      z.refine(
        (name) => HEADER_NAME.test(name) && isSettableHeader(name),
        'expected the name of a header that a release may set'
      )
    ),
  z
    .string()
    .check(
      z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the NAME of a secret, such as CHAT_KEY'),
      z.refine(isAllowedSecret, "the router's own secrets must not go to an origin")
    )
)

/** Body of `POST …/stage`. */
export const stageBody = z.pipe(
  z.strictObject({
    url,
    release: z
      .string()
      .check(
        z.refine(
          (label) => isLabel(label) && label.trim() === label,
          'expected 1 to 64 characters of printable ASCII, without a blank at its ends'
        )
      ),
    headers: z._default(headers, {}),
    note: z.optional(line(500)),
    replace: z._default(z.boolean(), false),
    reason: z.optional(reason),
  }),
  z.transform(({ url: origin, release, headers: names, ...body }) => ({
    environment: { origin, release, headers: names },
    note: body.note,
    replace: body.replace,
    reason: body.reason ?? `staged ${release}`,
  }))
)

/** Body of `POST …/apply`. */
export const applyBody = z.strictObject({
  replace: z._default(z.boolean(), false),
  reason: z._default(reason, 'staged the configured release'),
})

/** Body of `POST …/switch`. The reason to force a switch is also the reason of the switch. */
export const switchBody = z.pipe(
  z
    .strictObject({
      to: z.optional(color),
      reason: z.optional(reason),
      force: z.optional(reason),
      bakeSeconds: z.optional(z.number().check(z.positive(), z.lte(MAX_BAKE_SECONDS))),
      steps: z.optional(steps),
      atOnce: z.optional(z.boolean()),
      holdBack: z.optional(holdBack),
    })
    .check(
      z.refine((body) => (body.reason ?? body.force) !== undefined, {
        path: ['reason'],
        error: 'expected a reason',
      })
    ),
  z.transform(({ bakeSeconds, ...body }) => ({
    ...body,
    reason: body.reason ?? body.force ?? '',
    bakeMs: bakeSeconds === undefined ? undefined : bakeSeconds * 1000,
  }))
)

/** Body of `POST …/promote`. */
export const promoteBody = z.strictObject({
  reason: z._default(reason, 'promoted by hand'),
  force: z.optional(reason),
  full: z._default(z.boolean(), false),
})

/** Body of `POST …/rollback`; in an emergency nobody should have to think of a reason. */
export const rollbackBody = z.strictObject({ reason: z._default(reason, 'rolled back by hand') })

/** Body of `POST …/forgive`. */
export const forgiveBody = z.strictObject({ color: z.optional(color), reason })

/** Body of `POST …/shadow`. `share` is in per cent; without it the copies end. */
export const shadowBody = z.pipe(
  z.strictObject({
    share: z.optional(z.number().check(z.gte(0.01), z.lte(100))),
    forSeconds: z.optional(z.number().check(z.positive(), z.lte(MAX_BAKE_SECONDS))),
    maxPerSecond: z.optional(z.number().check(z.gte(0.01), z.lte(1_000))),
    reason: z.optional(reason),
    force: z.optional(reason),
  }),
  z.transform(({ share, forSeconds, maxPerSecond, force, ...body }) => ({
    share,
    forMs: forSeconds === undefined ? undefined : forSeconds * 1000,
    perSecond: maxPerSecond,
    force,
    reason:
      body.reason ?? force ?? (share === undefined ? 'ended by hand' : `${share} % of the calls`),
  }))
)

/** Body of `POST …/pause`. */
export const pauseBody = z.strictObject({ reason })

/** Body of `POST …/resume`. */
export const resumeBody = z.strictObject({ reason: z._default(reason, 'resumed by hand') })

/** Body of `POST …/collectors`. */
export const collectorsBody = z.strictObject({
  perRegion: z.int().check(z.gte(0), z.lte(MAX_COLLECTORS)),
  reason,
})

/** Longest validity of a preview: only a new admin secret takes a token back. */
const MAX_PREVIEW_SECONDS = 7 * 86_400

/** Body of `POST …/preview`. `to` is the color, by its name or by its role when the call comes. */
export const previewBody = z.strictObject({
  to: z._default(z.enum(['idle', 'live', 'blue', 'green']), 'idle'),
  expiresSeconds: z._default(z.number().check(z.gte(1), z.lte(MAX_PREVIEW_SECONDS)), 3_600),
  reason: z._default(reason, 'made a preview token'),
})
