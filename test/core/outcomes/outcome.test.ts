import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outcomeOf, outcomeOfStatus, type Outcome } from '../../../src/core/outcomes/outcome.ts'

describe('outcomeOfStatus', () => {
  it.each<[number, Outcome]>([
    [0, 'fault'],
    [101, 'fault'],
    [199, 'fault'],
    [200, 'success'],
    [204, 'success'],
    [206, 'success'],
    [304, 'success'],
    [399, 'success'],
    [400, 'neutral'],
    [401, 'neutral'],
    [404, 'neutral'],
    [408, 'overload'],
    [413, 'neutral'],
    [425, 'overload'],
    [428, 'neutral'],
    [429, 'overload'],
    [430, 'neutral'],
    [499, 'neutral'],
    [500, 'fault'],
    [501, 'fault'],
    [502, 'fault'],
    [503, 'overload'],
    [504, 'fault'],
    [505, 'fault'],
    [519, 'fault'],
    [520, 'fault'],
    [527, 'fault'],
    [528, 'fault'],
    [529, 'overload'],
    [530, 'fault'],
    [531, 'fault'],
    [599, 'fault'],
    [600, 'fault'],
    [999, 'fault'],
  ])('classifies %i as %s', (status, outcome) => {
    expect(outcomeOfStatus(status)).toBe(outcome)
  })

  it.each<[number, Outcome]>([
    [404, 'fault'],
    [500, 'neutral'],
    [418, 'overload'],
    [409, 'success'],
  ])('classifies %i as %s when the model says so', (status, outcome) => {
    expect(outcomeOfStatus(status, { [outcome]: [status] })).toBe(outcome)
  })

  it('takes the worse outcome when a model lists a status twice', () => {
    expect(outcomeOfStatus(404, { neutral: [404], fault: [404] })).toBe('fault')
  })
})

describe('outcomeOf', () => {
  it.each([
    [{ kind: 'delivered', status: 200 }, 'success'],
    [{ kind: 'delivered', status: 500 }, 'fault'],
    [{ kind: 'unreachable' }, 'fault'],
    [{ kind: 'header_timeout' }, 'fault'],
    [{ kind: 'idle_timeout', status: 200 }, 'fault'],
    [{ kind: 'cut', status: 200 }, 'fault'],
    [{ kind: 'cut', status: 404 }, 'neutral'],
    [{ kind: 'cut', status: 503 }, 'overload'],
    [{ kind: 'client_left' }, 'neutral'],
    [{ kind: 'upgraded' }, 'success'],
  ] as const)('classifies %j as %s', (ending, outcome) => {
    expect(outcomeOf(ending)).toBe(outcome)
  })

  it.each<[number | undefined, Outcome]>([
    [undefined, 'fault'],
    [400, 'neutral'],
    [499, 'neutral'],
    [408, 'overload'],
    [429, 'overload'],
    [503, 'overload'],
    [500, 'fault'],
    [501, 'fault'],
    [200, 'fault'],
  ])('classifies an error event with the code %s as %s', (code, outcome) => {
    expect(outcomeOf({ kind: 'error_event', code })).toBe(outcome)
  })

  it('applies the statuses of the model to the code of an error event', () => {
    expect(outcomeOf({ kind: 'error_event', code: 500 }, { neutral: [500] })).toBe('neutral')
  })
})

it('classifies every 4xx except 408, 425 and 429 as neutral', () => {
  const mistakes = fc
    .integer({ min: 400, max: 499 })
    .filter((status) => ![408, 425, 429].includes(status))
  fc.assert(
    fc.property(mistakes, (status) => {
      expect(outcomeOfStatus(status)).toBe('neutral')
    })
  )
})
