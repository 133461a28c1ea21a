import { expect } from 'vitest'
import type {
  Verification,
  VerificationRunAnswer,
} from '../../../src/control-plane/admin/verification-answer.ts'
import { pollOptions } from '../poll-options.ts'
import { administer, command } from './router-under-test.ts'

/** A suite of one case, or with the given ones, as operators write it. */
export function suiteOf(...cases: readonly object[]) {
  const request = { path: '/predict', body: { text: 'a' } }
  const written = cases.length === 0 ? [{}] : cases
  return {
    cases: written.map((each, index) => ({ name: `case ${index + 1}`, request, ...each })),
  }
}

/** Starts a verification with a suite that is stored as `golden`. */
export function verify(
  model: string,
  document: object = suiteOf(),
  options: object = {}
): Promise<Response> {
  return command(model, 'verify', { suite: 'golden', document, ...options })
}

export async function verificationOf(model: string): Promise<Verification> {
  return (await administer(`/models/${model}/verification`)).json()
}

/** Waits until the latest run has so many results. */
export async function runWith(model: string, results: number): Promise<VerificationRunAnswer> {
  await expect
    .poll(async () => (await verificationOf(model)).run?.cases.length, pollOptions)
    .toBe(results)
  return latestRunOf(model)
}

/** Waits until the latest run has ended. */
export async function endedRun(model: string): Promise<VerificationRunAnswer> {
  await expect
    .poll(async () => (await verificationOf(model)).run?.endedAt ?? null, pollOptions)
    .not.toBeNull()
  return latestRunOf(model)
}

async function latestRunOf(model: string): Promise<VerificationRunAnswer> {
  const { run } = await verificationOf(model)
  if (run === null) throw new Error('no verification has begun')
  return run
}
