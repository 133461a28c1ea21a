import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'
import { judgedIn } from '../../support/split-traffic.ts'

function calls(...parts: readonly Part[]): Evidence {
  return seen({ slices: 1, inSlice: () => parts })
}

describe('the verdict healthy', () => {
  it('is reached once twice the limit can be excluded', () => {
    expect(verdictOn(calls({ started: 296 }), 1)).toMatchObject({
      kind: 'undecided',
      samplesNeeded: 1,
    })
    expect(verdictOn(calls({ started: 297 }), 1).kind).toBe('healthy')
  })

  it('is not reached by client mistakes, which are neither faults nor successes', () => {
    const candidate = seen({ slices: 60, inSlice: () => [{ started: 1000, neutral: 1000 }] })

    expect(verdictOn(candidate, 60)).toMatchObject({
      kind: 'undecided',
      calls: 0,
      bad: 0,
      samplesNeeded: 297,
    })
  })

  it('is not reached while the plain rate over all callers is above the limit', () => {
    const noisy = { caller: 9, started: 30, fault: 30 }

    const candidate = calls(noisy, ...groupsOf(5, { started: 400 }))

    expect(verdictOn(candidate, 1).kind).toBe('undecided')
  })

  it('needs ended calls of a route class that stable serves', () => {
    const chat = { started: 500, route: 'POST /v1/chat' }
    const embeddings = { started: 20, route: 'POST /v1/embeddings' }
    const reference = calls(chat, embeddings)

    const untried = verdictOn(calls(chat), 1, reference)
    const tried = verdictOn(calls(chat, embeddings), 1, reference)

    expect(untried).toMatchObject({ kind: 'undecided' })
    expect(untried.summary).toContain('on POST /v1/embeddings, which stable serves')
    expect(tried.kind).toBe('healthy')
  })

  it('does not need calls of a route class that stable hardly served', () => {
    const chat = { started: 500, route: 'POST /v1/chat' }
    const reference = calls(chat, { started: 19, route: 'POST /v1/embeddings' })

    expect(verdictOn(calls(chat), 1, reference).kind).toBe('healthy')
  })
})

describe('a candidate that is as bad as stable', () => {
  it.each([0.012, 0.04])('is neither faulty nor healthy at a rate of %d', (rate) => {
    const every = Math.round(1 / rate)
    const inSlice = (slice: number): readonly Part[] =>
      groupsOf(10, { started: 2 }).map((part, index) => ({
        ...part,
        fault: (slice * 10 + index) % Math.round(every / 2) === 0 ? 1 : 0,
      }))
    const stable = seen({ slices: 120, inSlice })
    const split = { from: 120, stable, stableShare: 0.5, onCandidate: inSlice, onStable: inSlice }

    for (const { verdict } of judgedIn({ ...split, slices: 180, every: 10 })) {
      expect(verdict.kind).toBe('undecided')
    }
  })
})
