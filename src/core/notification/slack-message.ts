import { cut, type Notification } from './notification.ts'

/** The body of a message to an incoming webhook of Slack. @see https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackMessage {
  /** Shown where blocks are not, such as in a push notification. */
  readonly text: string
  readonly blocks: readonly object[]
}

/**
 * Characters before they are escaped. Slack refuses a header of more than 150, a section of more
 * than 3,000 and a field of more than 2,000, and a message above 13,000, which it says nowhere.
 */
const MAX_HEADER = 150
const MAX_SECTION = 580
const MAX_FIELD = 120

/** Returns a message with a header, the sentence, the facts, and a line of context. */
export function slackMessageOf({ type, timestamp, data }: Notification): SlackMessage {
  const { text, model = 'bluegreen', revision, by, history } = data
  const header = cut(`${model}: ${type.replace(/^rollout\./, '').replace('_', ' ')}`, MAX_HEADER)
  const fields = fieldsOf(data)
  const context = [
    timestamp,
    revision === undefined ? '' : `r${revision}`,
    by === undefined ? '' : `by ${by}`,
  ]
  return {
    text: escaped(text, MAX_SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: false } },
      { type: 'section', text: markdown(text, MAX_SECTION) },
      ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      {
        type: 'context',
        elements: [
          markdown(context.filter((one) => one !== '').join(' · '), MAX_FIELD),
          ...(history === undefined
            ? []
            : [markdown(`history ${history.entry}: ${history.hash}`, MAX_FIELD)]),
        ],
      },
    ],
  }
}

function fieldsOf({ from, to, weight, numbers, rollout, alert }: Notification['data']) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['From', from === undefined ? undefined : `${from.release} (${from.color})`],
    ['To', to === undefined ? undefined : `${to.release} (${to.color})`],
    ['Candidate', weight === undefined ? undefined : `${weight} % of the keys`],
    ['Alert', alert],
    ['Rollout', rollout?.id],
    [
      'Bad calls',
      numbers === undefined ? undefined : `${numbers.bad} of ${numbers.calls} (${numbers.signal})`,
    ],
  ]
  return facts.flatMap(([name, value]) =>
    value === undefined ? [] : [markdown(`${name}: ${value}`, MAX_FIELD)]
  )
}

function markdown(text: string, max: number) {
  return { type: 'mrkdwn', text: escaped(text, max), verbatim: true }
}

/** Slack reads mentions and links out of `<…>`. Escaping makes a text at most five times as long. */
function escaped(text: string, maxCharacters: number): string {
  return cut(text, maxCharacters)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
