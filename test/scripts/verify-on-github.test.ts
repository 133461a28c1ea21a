import { expect, it } from 'vitest'
import { verificationOnGithub } from '../../scripts/cli/verify-on-github.ts'
import type {
  CaseAnswer,
  VerificationRunAnswer,
} from '../../src/control-plane/admin/verification-answer.ts'

const failed: CaseAnswer = {
  name: 'refund',
  passed: false,
  runs: 1,
  right: 0,
  mismatches: [],
  error: 'timed_out',
  firstByteMs: null,
  totalMs: null,
  differences: null,
  summary: 'refund: timed_out',
}

const run: VerificationRunAnswer = {
  id: 'r1',
  color: 'green',
  release: 'v3, hot: fix',
  staging: 8,
  state: 'failed',
  suites: ['golden'],
  againstStable: false,
  by: 'anna',
  reason: 'golden requests',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:02.000Z',
  cancelled: null,
  passed: 0,
  total: 12,
  cases: Array.from({ length: 12 }, () => failed),
  summary: '0 of 12 golden requests passed',
}

it('has ten errors at most, and counts the others', () => {
  const { annotations } = verificationOnGithub('chat', run)

  expect(annotations).toHaveLength(10)
  expect(annotations[0]).toBe('::error title=chat green v3%2C hot%3A fix::refund: timed_out')
  expect(annotations[9]).toMatch(/::and 3 more failed cases$/)
})

it('says why a run ended early', () => {
  const summary = '0 of 12 golden requests passed; ended early: green went live'
  const cancelled = { ...run, state: 'cancelled' as const, cases: [], summary }

  const { annotations } = verificationOnGithub('chat', cancelled)

  expect(annotations).toEqual([`::error title=chat green v3%2C hot%3A fix::${summary}`])
})

it('is a notice when the release is verified', () => {
  const passed = { ...run, state: 'passed' as const, cases: [], summary: '12 of 12 passed' }

  expect(verificationOnGithub('chat', passed).annotations[0]).toMatch(/^::notice .*::12 of 12/)
})

it('has a row for a call without a whole answer', () => {
  expect(verificationOnGithub('chat', { ...run, cases: [failed] }).summary).toContain(
    '| refund | FAILED | a whole answer | timed out |  |'
  )
})
