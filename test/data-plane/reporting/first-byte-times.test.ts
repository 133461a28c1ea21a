import { describe, expect, it } from 'vitest'
import { FirstByteTimes } from '../../../src/data-plane/reporting/first-byte-times.ts'

const MAX_LEARNED_MS = 60_000
const learned = new Map([
  ['POST /v1/chat', 280_000],
  ['POST /v1/embed', 1_000],
  ['other', 1_000],
])

describe('the objective of a route', () => {
  it('is at most the highest that may be learned', () => {
    const times = new FirstByteTimes(undefined, MAX_LEARNED_MS)
    times.learn(learned)

    expect(times.objectiveMs('POST /v1/chat')).toBe(MAX_LEARNED_MS)
    expect(times.objectiveMs('POST /v1/embed')).toBe(1_000)
  })

  it('is not that of other routes while the route has no class of its own', () => {
    const times = new FirstByteTimes(undefined, MAX_LEARNED_MS)
    times.learn(learned)

    expect(times.objectiveMs('POST /v1/slow')).toBe(Infinity)
  })

  it('is the operator’s, whatever was learned', () => {
    const times = new FirstByteTimes(90_000, MAX_LEARNED_MS)
    times.learn(learned)

    expect(times.objectiveMs('POST /v1/embed')).toBe(90_000)
  })
})
