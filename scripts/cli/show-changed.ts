import { other } from '../../src/core/routing/color.ts'
import type { Changed } from '../../src/control-plane/admin/answers.ts'
import type { CommandBodies } from './admin-client.ts'
import { durationOf, lengthOf } from '../../src/core/time-span.ts'
import { localTime } from './screen/local-time.ts'

/** Returns what a command did, and what an operator may do next. */
export function showChanged(name: keyof CommandBodies, changed: Changed): string {
  const { message, kv } = changed
  const next = newerLines(changed) ?? nextLines[name](changed)
  const lag = kv.inSync ? [] : ['  KV does not hold it yet; the router retries.']
  return [message, ...next, ...lag].join('\n')
}

type Lines = (changed: Changed) => readonly string[]

const stagedLines: Lines = ({ model, made }) => {
  const color = made?.staged?.color ?? 'the other color'
  return [
    `  Verify it: npm run bluegreen -- verify --suite golden.json --model ${model}`,
    `  It takes no call yet. Switch to it: npm run switch -- ${color} --model ${model}`,
    '  While it is not verified, that needs --force "…", unless the model has require = [].',
  ]
}

const movedLines: Lines = (changed) => [
  ...(changed.plan === null ? bakeLines(changed) : stepLines(changed, changed.plan)),
  changed.candidate === null
    ? `  See its health: npm run status -- --model ${changed.model}`
    : `  Roll back with: npm run rollback -- --model ${changed.model}`,
]

const promotedLines: Lines = (changed) => {
  const { model, wayBack, candidate } = changed
  if (candidate !== null) return movedLines(changed)
  return wayBack === null
    ? ['  There is no way back to the previous release.']
    : [
        `  Until ${localTime(wayBack.until)} this goes back to ${wayBack.release} at once: npm run rollback -- --model ${model}`,
      ]
}

const nextLines = {
  stage: stagedLines,
  verify: ({ model }) => [`  See it: npm run bluegreen -- verification --model ${model}`],
  'cancel-verify': ({ model }) => [
    `  The release stays as it is. See it: npm run bluegreen -- verification --model ${model}`,
  ],
  'remove-suite': () => [],
  apply: stagedLines,
  shadow: ({ model, shadow }) =>
    shadow?.running === true
      ? [
          `  See what it shows: npm run status -- --model ${model}`,
          `  End it with: npm run bluegreen -- shadow ${model} off`,
        ]
      : [],
  switch: movedLines,
  rollback: movedLines,
  promote: promotedLines,
  forgive: ({ model, live }) => [
    `  Switch to it: npm run switch -- ${other(live)} --model ${model}`,
  ],
  pause: ({ model }) => [
    '  A faulty candidate is still rolled back, and so is one by hand.',
    `  Go on with: npm run bluegreen -- resume --model ${model}`,
  ],
  resume: () => [],
  collectors: () => ['  Isolates follow with their next report.'],
} as const satisfies Readonly<Record<keyof CommandBodies, Lines>>

/** Returns the changes between the command and its answer; undefined when there are none. */
function newerLines({ made, revision, live, slots, by, reason }: Changed) {
  if (made === null || revision === made.revision) return undefined
  return [
    `  But since then: live is ${live} (${slots[live].release}), revision ${revision}, by ${by}: ${reason}`,
  ]
}

/** Returns the steps that are left, and what ends the present one. */
function stepLines(
  { candidate, model }: Changed,
  { steps, step, bakeSeconds }: NonNullable<Changed['plan']>
): readonly string[] {
  const left = steps.slice(step).map(({ weight, seconds }) => {
    const time = seconds === null ? 'until promote' : `for ${lengthOf(seconds * 1000)}`
    return `${weight} % ${time}`
  })
  return [
    `  ${candidate}: ${left.join(', then ')}, then a bake of ${lengthOf(bakeSeconds * 1000)}.`,
    '  It goes on when the time of a step is over and the verdict is healthy, and back when it is faulty.',
    `  Go on at once: npm run bluegreen -- promote --model ${model}`,
  ]
}

function bakeLines({
  candidate,
  bake,
  stable,
  stableProbe,
  autoRollback,
  paused,
}: Changed): readonly string[] {
  if (candidate === null || bake === null) return []
  const bakes = durationOf(Date.parse(bake.endsAt) - Date.parse(bake.startedAt))
  const stays = paused === null ? [] : ['  The model is paused: the bake will not end by itself.']
  return [`  ${candidate} is on trial for ${bakes}; ${ifFaulty()}`, ...stays]

  function ifFaulty(): string {
    if (!autoRollback) return 'NO automatic rollback: auto_rollback = false.'
    if (stableProbe?.ready === false) return `no automatic rollback: ${stable} is not ready.`
    return `if it is faulty, ${stable} takes over again.`
  }
}
