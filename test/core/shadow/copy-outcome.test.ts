import { expect, it } from 'vitest'
import { copyOutcomeOf, type CopyEnding } from '../../../src/core/shadow/copy-outcome.ts'

const good = { status: 200, firstByteMs: 100 }
const answered = (status: number): CopyEnding => ({ kind: 'delivered', status })
const silent = (afterMs: number, limitMs = 120_000): CopyEnding => ({
  kind: 'header_timeout',
  afterMs,
  limitMs,
})

const fault = (cause: string) => ({ outcome: 'fault', finding: 'discordant', cause })
const neutral = { outcome: 'neutral', finding: undefined, cause: undefined }

it.each([
  ['an answer', answered(200), { outcome: 'success', finding: undefined, cause: undefined }],
  ['an error', answered(500), fault('500')],
  ['a refused connection', { kind: 'unreachable' }, fault('unreachable')],
  ['an answer that broke off', { kind: 'cut', status: 200 }, fault('cut')],
  ['an empty answer', { kind: 'foreign', status: 200, cause: 'empty' }, fault('empty')],
  ['an error event', { kind: 'error_event', code: undefined }, fault('error_event')],
  ['an error event of the caller', { kind: 'error_event', code: 400 }, neutral],
  ['a busy answer', answered(529), { outcome: 'overload', finding: undefined, cause: '529' }],
  ['no end in time', { kind: 'unfinished' }, neutral],
] satisfies [string, CopyEnding, object][])('%s of a copy', (_, ending, outcome) => {
  expect(copyOutcomeOf(ending, good)).toEqual(outcome)
})

it('a silence is a fault when the client waited for a small part of it', () => {
  expect(copyOutcomeOf(silent(400), good)).toEqual(fault('timeout'))
  expect(copyOutcomeOf(silent(399), good)).toEqual(neutral)
})

it('a silence of the whole header timeout is a fault, however slow stable is', () => {
  const slow = { status: 200, firstByteMs: 1_900 }

  expect(copyOutcomeOf(silent(2_000, 2_000), slow)).toEqual(fault('timeout'))
  expect(copyOutcomeOf(silent(1_999, 2_000), slow)).toEqual(neutral)
})

it('a refusal of a call that stable accepted breaks the contract', () => {
  expect(copyOutcomeOf(answered(400), good)).toEqual(fault('400'))
  expect(copyOutcomeOf(answered(404), good)).toEqual(fault('404'))
})

it.each([401, 403, 407, 451])('a refusal of the caller with %i breaks nothing', (status) => {
  expect(copyOutcomeOf(answered(status), good)).toEqual(neutral)
})

it('a call that both fail or refuse says nothing', () => {
  const concordant = { outcome: 'neutral', finding: 'concordant', cause: undefined }

  expect(copyOutcomeOf(answered(500), { ...good, status: 500 })).toEqual(concordant)
  expect(copyOutcomeOf(answered(500), { ...good, status: 400 })).toEqual(concordant)
  expect(copyOutcomeOf(answered(400), { ...good, status: 400 })).toEqual(neutral)
  expect(copyOutcomeOf(answered(400), { ...good, status: 500 })).toEqual(neutral)
})

it('the rules of the model decide what a status is', () => {
  const rules = { fault: [424], success: [404] }

  expect(copyOutcomeOf(answered(424), good, rules)).toEqual(fault('424'))
  expect(copyOutcomeOf(answered(404), good, rules)).toMatchObject({ outcome: 'success' })
})
