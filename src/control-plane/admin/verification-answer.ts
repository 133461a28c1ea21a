import * as z from 'zod/mini'
import type { TransportError } from '../../core/verification/golden-case.ts'
import type { RunState } from '../../core/verification/verification-run.ts'
import { color, time, word } from './answer-parts.ts'

/** The result of a case. */
const caseAnswer = z.object({
  name: z.string(),
  passed: z.boolean(),
  /** Calls that were sent, and those of them that were right. */
  runs: z.number(),
  right: z.number(),
  /** What was wrong with the first wrong answer. */
  mismatches: z.array(z.object({ what: z.string(), expected: z.string(), got: z.string() })),
  /** Why the first call without a whole answer had none. */
  error: z.nullable(word<TransportError>()),
  /** Medians; null without an answer. */
  firstByteMs: z.nullable(z.number()),
  totalMs: z.nullable(z.number()),
  /** Differences to the answer of stable; null when it was not asked. */
  differences: z.nullable(
    z.array(z.object({ where: z.string(), stable: z.string(), candidate: z.string() }))
  ),
  /** The result in one sentence. */
  summary: z.string(),
})

/** A run of golden requests against a release. */
const runAnswer = z.object({
  id: z.string(),
  color,
  release: z.string(),
  /** The staging of the release that was tested. */
  staging: z.number(),
  state: word<RunState>(),
  /** Names of the stored suites. */
  suites: z.array(z.string()),
  againstStable: z.boolean(),
  by: z.string(),
  reason: z.string(),
  startedAt: time,
  endedAt: z.nullable(time),
  /** Why it ended before its last case. */
  cancelled: z.nullable(z.string()),
  passed: z.number(),
  total: z.number(),
  /** The results so far, in the order of the suite. */
  cases: z.array(caseAnswer),
  /** The run in one line. */
  summary: z.string(),
})

/** Body of `GET /admin/models/:model/verification`. */
export const verificationAnswer = z.object({
  model: z.string(),
  /** The latest run; null before the first one. */
  run: z.nullable(runAnswer),
  /** The stored suites. */
  suites: z.array(z.object({ name: z.string(), cases: z.number(), by: z.string(), at: time })),
})

export type Verification = z.infer<typeof verificationAnswer>
export type VerificationRunAnswer = z.infer<typeof runAnswer>
export type CaseAnswer = z.infer<typeof caseAnswer>
