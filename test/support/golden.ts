import type {
  Expectation,
  GoldenAnswer,
  GoldenCase,
} from '../../src/core/verification/golden-case.ts'
import type { VerificationRun } from '../../src/core/verification/verification-run.ts'

/** An expectation of nothing but a good status. */
export function expectation(overrides: Partial<Expectation> = {}): Expectation {
  return { statuses: [], json: {}, contains: [], matches: [], ...overrides }
}

/** A case of one run. */
export function goldenCase(overrides: Partial<GoldenCase> = {}): GoldenCase {
  return {
    name: 'refund',
    request: { method: 'POST', path: '/predict', headers: {}, body: '{}' },
    expect: expectation(),
    passes: 1,
    runs: 1,
    ...overrides,
  }
}

type Answered = Extract<GoldenAnswer, { kind: 'answered' }>

/** A good answer of 20 ms with a JSON body. */
export function answered(body: unknown, overrides: Partial<Answered> = {}): Answered {
  return {
    kind: 'answered',
    status: 200,
    contentType: 'application/json',
    text: typeof body === 'string' ? body : JSON.stringify(body),
    isCut: false,
    firstByteMs: 10,
    totalMs: 20,
    ...overrides,
  }
}

/** A call without a whole answer. */
export function failed(error: Extract<GoldenAnswer, { kind: 'failed' }>['error']): GoldenAnswer {
  return { kind: 'failed', error, afterMs: 5 }
}

/** A run of one case against green, staged at revision 7. */
export function verificationRun(overrides: Partial<VerificationRun> = {}): VerificationRun {
  return {
    id: 'r1',
    color: 'green',
    staging: 7,
    release: 'v2',
    options: { warmUp: 0, isAgainstStable: false, timeoutMs: 60_000 },
    suite: { cases: [goldenCase()] },
    suites: ['golden'],
    cause: { by: 'ada', source: 'test', reason: 'before the switch' },
    startedAt: 1_000,
    results: [],
    ...overrides,
  }
}
