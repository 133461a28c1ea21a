import * as z from 'zod/mini'
import { color } from './answer-parts.ts'

/** A number whose meaning is in the document of the API too. */
const number = (meaning: string) => z.number().check(z.describe(meaning))

export const firstByteQuantiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() })

/**
 * Traffic of the release in a slot. All but `waiting` count what isolates reported in the last minute,
 * or since the coordinator started or the release was staged, when that is later.
 */
export const colorTraffic = z.object({
  callsPerSecond: number('Calls that started in the last minute, by the second.'),
  calls: number(
    'Calls that ended in the last minute: successes, faults, overload and neutral ones. Lost calls are not counted.'
  ),
  faults: number('Of the ended calls, the faults.'),
  overload: number('Of the ended calls, those that were answered as overloaded.'),
  slow: number(
    'Calls whose first byte came later than its objective, or was due and has not come, as seen in the last minute.'
  ),
  waiting: number('Calls that wait for their first byte now.'),
  firstByteMs: z
    .nullable(firstByteQuantiles)
    .check(
      z.describe(
        'Quantiles of the time from the end of the request to the headers, in milliseconds, of the last minute, of calls that were not answered with an error. Rounded up by a quarter at most; null with fewer than 20 answers.'
      )
    ),
})

const RATE = 'Share of the calls that is allowed, 0 to 1, as configured:'

/** The limits of a model in wrangler.toml. */
export const modelLimits = z.object({
  faults: number(`${RATE} faults.`),
  overload: number(`${RATE} overload.`),
  slow: number(`${RATE} slow calls.`),
  lost: number(`${RATE} calls that end without an outcome.`),
  firstByteSeconds: z
    .nullable(z.number())
    .check(z.describe('The first-byte objective, as configured; null when it is learned, or off.')),
  learnedFirstByteSeconds: z
    .record(z.string(), z.number())
    .check(
      z.describe(
        'The first-byte objectives that are learned from stable, by route class; empty when none is.'
      )
    ),
})

/** The strongest evidence against a color at a time. */
const evidenceSample = z.object({
  at: number('Time in milliseconds since 1970.'),
  color: color.check(z.describe('The color that was judged: the candidate, or else stable.')),
  share: number('Share of the keys of the color, in per cent.'),
  ratio: number(
    'Logarithm of the evidence, divided by that of its threshold: the largest value of the metric bluegreen_evidence_ratio, rounded down. 1 is the threshold of a rollback.'
  ),
  signal: z
    .nullable(z.string())
    .check(z.describe('fault, overload, slow, lost or quality:<name>; null when the ratio is 0.')),
  scope: z.exactOptional(
    z
      .string()
      .check(z.describe('The calls that the evidence is about, in words; absent for all calls.'))
  ),
  calls: number(
    'Calls of the color that ended since the sample before: successes, faults, overload and neutral ones. At most one sample a second, and none without traffic.'
  ),
  faults: number('Of these calls, the faults.'),
})

/**
 * The evidence of a model over time, oldest first: every sample of the last quarter of an hour at
 * least, and of 24 hours one a minute and color. There is a sample at each decision.
 */
export const evidenceSeries = z.object({
  model: z.string(),
  samples: z.array(evidenceSample),
  next: number('The `after` of the samples to come.'),
})
