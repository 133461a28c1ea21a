import { describe, expect, it } from 'vitest'
import { faultyAt, groupsOf, seen, type Part } from '../../support/evidence.ts'

const steady = () => groupsOf(20)
const stable = () => seen({ slices: 200, inSlice: steady })

describe('strangers whose calls are bad in two ways', () => {
  it.each([{ neutral: 12 }, { fault: 12 }])('do not hide the good calls of others: %j', (ended) => {
    const inSlice = () => [...steady(), { caller: 0, started: 12, success: 0, slow: 12, ...ended }]

    expect(faultyAt({ from: 200, slices: 120, reference: stable(), inSlice })).toBeUndefined()
  })
})

describe('a burst of strangers', () => {
  it('in a lull of bursty callers is not an outage', () => {
    const bursty = (slice: number): readonly Part[] =>
      slice % 10 === 0 ? groupsOf(20, { started: 5 }) : []
    const inSlice = (slice: number) => [
      ...bursty(slice),
      ...(slice >= 251 && slice <= 255 ? [{ caller: 0, started: 10, fault: 10 }] : []),
    ]
    const reference = seen({ slices: 200, inSlice: bursty })

    expect(faultyAt({ from: 200, slices: 120, reference, inSlice })).toBeUndefined()
  })
})

describe('the lost calls of a deploy', () => {
  it.each([
    ['callers that new isolates do not know', steady],
    ['strangers alone', () => [{ caller: 0, started: 20 }]],
  ])('roll back no color that serves %s', (_, usual) => {
    const deploy = (slice: number): readonly Part[] => [
      { caller: 0, started: 20 },
      ...(slice === 260 ? [{ caller: 0, started: 0, success: 0, lost: 60 }] : []),
    ]
    const inSlice = (slice: number): readonly Part[] =>
      slice >= 260 && slice < 264 ? deploy(slice) : usual()
    const reference = seen({ slices: 200, inSlice: usual })

    expect(faultyAt({ from: 200, slices: 120, reference, inSlice })).toBeUndefined()
  })
})
