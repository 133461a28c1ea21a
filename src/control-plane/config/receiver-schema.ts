import * as z from 'zod/mini'
import {
  notificationWords,
  type NotificationWord,
} from '../../core/notification/notification-words.ts'
import { isAllowedSecret } from '../../core/routing/secret-headers.ts'

/** The input may be the secret itself, so no message repeats it. */
const secretName = z.string().check(
  z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected the NAME of a secret, such as SLACK_URL'),
  z.refine(isAllowedSecret, { error: "the router's own secrets must not go to a receiver" }),
  z.refine((name) => !name.startsWith('whsec_'), 'expected the NAME of a secret, not the secret')
)

const words = Object.keys(notificationWords).filter(isWord)

function isWord(word: string): word is NotificationWord {
  return word in notificationWords
}

const common = {
  on: z
    .array(z.enum(words, { error: `expected words out of ${words.join(', ')}` }))
    .check(z.minLength(1, 'expected at least one word, such as "rolled_back"')),
  models: z.optional(z.array(z.string()).check(z.minLength(1, 'expected at least one model'))),
}

const secretNames = z.pipe(
  z.union([secretName, z.array(secretName).check(z.minLength(1), z.maxLength(2))], {
    error: 'expected the NAME of the secret that signs, or two names while it is changed',
  }),
  z.transform((names: string | string[]) => (typeof names === 'string' ? [names] : names))
)

const receiver = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('webhook'),
      url: secretName,
      secret: secretNames,
      ...common,
    }),
    z.strictObject({ kind: z.literal('slack'), url: secretName, ...common }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      secret: secretName,
      url: z.optional(secretName),
      ...common,
    }),
  ],
  { error: 'expected kind = "webhook", "slack" or "pagerduty"' }
)

const name = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected a name such as "ops"'))

/** The form of `NOTIFY` in `wrangler.toml`. */
export const receivers = z.record(name, receiver)

/** The settings of one receiver. */
export type ReceiverSettings = z.infer<typeof receiver>
