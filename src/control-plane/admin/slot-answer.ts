import * as z from 'zod/mini'
import type { RunState } from '../../core/verification/verification-run.ts'
import { time, word } from './answer-parts.ts'
import { firstByteQuantiles } from './traffic-answer.ts'

/** The release in a slot. */
export const slot = z.object({
  origin: z.string(),
  release: z.string(),
  /** Revision at which it was staged; 0 at the first start. */
  staging: z.number(),
  stagedAt: time,
  stagedBy: z.string(),
  note: z.nullable(z.string()),
  verified: z.boolean(),
  /** The last run of golden requests against this staging; null without one. */
  verification: z.nullable(
    z.object({
      id: z.string(),
      state: word<RunState>(),
      passed: z.number(),
      total: z.number(),
      /** Its end, or its start while it is running. */
      at: time,
    })
  ),
  /** Header names with the names of their secrets; absent for the configured ones. */
  headers: z.exactOptional(z.record(z.string(), z.string())),
})

/** Outcome counts of a color since its evidence began, and the verdict on it. */
export const colorHealth = z.object({
  calls: z.number(),
  running: z.number(),
  successes: z.number(),
  faults: z.number(),
  overload: z.number(),
  neutral: z.number(),
  slow: z.number(),
  /** Calls that ended without an outcome. */
  lost: z.number(),
  /** How the faults and the overloaded calls failed: number of calls by status or kind. */
  causes: z.object({
    faults: z.record(z.string(), z.number()),
    overload: z.record(z.string(), z.number()),
  }),
  /** Of the running calls, those without a first byte yet, and how long the oldest of them has waited. */
  waiting: z.number(),
  oldestWaitingMs: z.number(),
  /**
   * Quantiles of the time to first byte in milliseconds, rounded up by a quarter at most; null
   * without answers. Absent in answers of older versions.
   */
  firstByteMs: z.exactOptional(z.nullable(firstByteQuantiles)),
  verdict: z.object({
    kind: word<'healthy' | 'faulty' | 'undecided' | 'not_live' | 'not_judged'>(),
    summary: z.string(),
  }),
})
