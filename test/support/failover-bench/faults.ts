import type { Act } from '../wire/acting-origin.ts'
import { answerWhole, begin, conclude, refuse, say, words } from './answer.ts'
import { isServed, type Expectation, type Ideal } from './verdict.ts'

/**
 * A fault of the live color, blue. Without acts an origin is healthy. The kinds of faults are those
 * of a public catalogue; times are a tenth of the usual ones.
 * @see https://github.com/failoverbench/failoverbench/blob/main/scenarios/catalogue.yaml
 */
export interface Fault {
  readonly title: string
  readonly blue: Act
  readonly green?: Act
  readonly ideal?: Ideal
  readonly calls?: { readonly count: number; readonly everyMs: number }
  readonly musts?: readonly Expectation[]
  readonly shoulds?: readonly Expectation[]
}

/** Length of the outage of a minute, and the calls in and after it. */
const OUTAGE_MS = 6_000
const EVERY_MS = 100
const OUTAGE_CALLS = OUTAGE_MS / EVERY_MS

const greenUnasked: Expectation = { name: 'green not asked', holds: ({ green }) => green === 0 }
const askedOnce: Expectation = { name: 'asked once', holds: (o) => o.blue + o.green === 1 }

const answersSoon = (ms: number): Expectation => ({
  name: `ends in ${ms} ms`,
  holds: ({ calls }) => calls.every((call) => call.ms <= ms),
})

const hasCode = (code: string): Expectation => ({
  name: `says ${code}`,
  holds: ({ calls }) => calls.every((call) => call.code === code),
})

const namesGreen: Expectation = {
  name: 'names green',
  holds: ({ calls }) =>
    calls.every((o) => o.model === 'green' && o.color === 'green' && o.failedOverFrom === 'blue'),
}

const busy: Act = (response) => refuse(response, 503, 'overloaded')

const later = (ms: number, act: () => void): void => void setTimeout(act, ms)

/** Sends the first words, and then nothing. */
const stopsAfter =
  (count: number): Act =>
  (response) => {
    begin(response)
    say(response, 'blue', 0, count)
  }

const cutsAfter =
  (count: number): Act =>
  (response, attempt) => {
    stopsAfter(count)(response, attempt)
    later(50, () => response.destroy())
  }

/** When blue first answered 503; the outage runs from there. */
function outage(): Act {
  let since: number | undefined
  return (response) => {
    since ??= performance.now()
    if (performance.now() - since < OUTAGE_MS) refuse(response, 503, 'overloaded')
    else answerWhole(response, 'blue')
  }
}

export const faults: readonly Fault[] = [
  {
    title: '429 that asks for a pause',
    blue: (response) => refuse(response, 429, 'rate_limit', { 'retry-after': '2' }),
    musts: [
      askedOnce,
      { name: 'pause passed on', holds: ({ calls }) => calls[0]?.retryAfter === '2' },
    ],
  },
  {
    title: '429 to each call',
    blue: (response) => refuse(response, 429, 'rate_limit'),
    calls: { count: 5, everyMs: 20 },
    musts: [greenUnasked, hasCode('rate_limit')],
  },
  {
    title: 'one 500',
    blue: (response, attempt) =>
      attempt === 1 ? refuse(response, 500, 'internal') : answerWhole(response, 'blue'),
    shoulds: [answersSoon(1_000)],
  },
  { title: '503 to each call', blue: busy, calls: { count: 5, everyMs: 20 } },
  {
    title: 'reset before the headers',
    blue: (response) => response.socket?.resetAndDestroy(),
    musts: [askedOnce, answersSoon(2_000), hasCode('origin_unreachable')],
  },
  {
    title: 'no answer at all',
    blue: () => undefined,
    musts: [askedOnce, answersSoon(4_000), hasCode('origin_timeout')],
  },
  {
    title: 'first word late',
    blue: (response) => {
      begin(response)
      later(2_000, () => {
        say(response, 'blue', 0, words.length)
        conclude(response, 'blue')
      })
    },
    shoulds: [answersSoon(1_500)],
  },
  { title: 'cut in the middle', blue: cutsAfter(40), musts: [answersSoon(2_000), greenUnasked] },
  {
    title: 'silent in the middle',
    blue: stopsAfter(20),
    musts: [answersSoon(5_000), greenUnasked],
  },
  {
    title: 'an event that is no JSON',
    blue: (response) => {
      begin(response)
      say(response, 'blue', 0, 9)
      response.write('data: {"model":"blue","choi\n\n')
      say(response, 'blue', 10, words.length)
      conclude(response, 'blue')
    },
    musts: [answersSoon(2_000)],
  },
  {
    title: 'an end without its sentinel',
    blue: (response) => {
      begin(response)
      say(response, 'blue', 0, words.length)
      response.end()
    },
    musts: [answersSoon(1_000)],
  },
  {
    title: 'context too long',
    blue: (response) => refuse(response, 400, 'context_length_exceeded'),
    musts: [askedOnce, hasCode('context_length_exceeded')],
  },
  {
    title: 'content refused',
    blue: (response) => refuse(response, 400, 'content_policy_violation'),
    ideal: 'refusal',
    musts: [askedOnce, hasCode('content_policy_violation')],
  },
  {
    title: 'cut, and green cannot continue',
    blue: cutsAfter(40),
    green: (response) => refuse(response, 400, 'prefill_not_supported'),
    musts: [
      { name: 'error of blue', holds: ({ calls }) => calls.every(({ status }) => status === 200) },
    ],
  },
  {
    title: '503 for a minute, then healthy',
    blue: outage(),
    calls: { count: OUTAGE_CALLS + 20, everyMs: EVERY_MS },
    musts: [
      {
        name: 'each call answered',
        holds: ({ calls }) => calls.every((call) => isServed(call, 'answer')),
      },
      {
        name: 'back to blue',
        holds: ({ calls }) => calls.slice(-5).every(({ color }) => color === 'blue'),
      },
    ],
    shoulds: [answersSoon(1_000)],
  },
  {
    title: '503, and who answered instead',
    blue: busy,
    musts: [namesGreen],
    shoulds: [{ name: 'usage', holds: ({ calls }) => calls.every(({ hasUsage }) => hasUsage) }],
  },
]
