import * as z from 'zod/mini'
import {
  notificationWords,
  type NotificationWord,
} from '../../core/notification/notification-words.ts'
import type { KeyPath } from './config-issues.ts'
import { secretNameFor } from './secret-name.ts'

const secretName = secretNameFor('a receiver', 'SLACK_URL')

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

/** The keys that a table of a receiver may have. */
export function keysOfReceiver(path: KeyPath): readonly string[] {
  return path.length === 1 ? ['kind', 'url', 'secret', 'on', 'models'] : []
}

/** The settings of one receiver. */
export type ReceiverSettings = z.infer<typeof receiver>
