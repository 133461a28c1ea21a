import { describe, expect, it } from 'vitest'
import { FirstByteObjectives } from '../../../src/data-plane/reporting/first-byte-objectives.ts'

const MAX_LEARNED_MS = 60_000
const learned = new Map([
  ['POST /v1/chat', 280_000],
  ['POST /v1/embed', 1_000],
  ['other', 1_000],
])

describe('the objective of a route', () => {
  it('is at most the highest that may be learned', () => {
    const objectives = new FirstByteObjectives(undefined, MAX_LEARNED_MS)
    objectives.learn(learned)

    expect(objectives.objectiveMs('POST /v1/chat')).toBe(MAX_LEARNED_MS)
    expect(objectives.objectiveMs('POST /v1/embed')).toBe(1_000)
  })

  it('is not that of other routes while the route has no class of its own', () => {
    const objectives = new FirstByteObjectives(undefined, MAX_LEARNED_MS)
    objectives.learn(learned)

    expect(objectives.objectiveMs('POST /v1/slow')).toBe(Infinity)
  })

  it('is the operator’s, whatever was learned', () => {
    const objectives = new FirstByteObjectives(90_000, MAX_LEARNED_MS)
    objectives.learn(learned)

    expect(objectives.objectiveMs('POST /v1/embed')).toBe(90_000)
  })
})
