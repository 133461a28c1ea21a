import { expect, it } from 'vitest'
import { endsPause, pause, resume } from '../../../src/core/rollout/pause.ts'
import { cause } from '../../support/rollouts.ts'

const paused = { at: 5_000, by: 'ada', reason: 'because' }

it('names its author, time and reason', () => {
  expect(pause(undefined, cause, 5_000)).toEqual({ ok: true, value: paused })
})

it('is refused when the model is paused, and its end when it is not', () => {
  expect(pause(paused, cause, 6_000)).toEqual({ ok: false, refusal: 'already_paused' })
  expect(resume(undefined)).toEqual({ ok: false, refusal: 'not_paused' })
  expect(resume(paused)).toEqual({ ok: true, value: undefined })
})

it('ends with a rollback, and with no other change', () => {
  expect((['rollback', 'undo'] as const).every(endsPause)).toBe(true)
  expect((['switch', 'promote', 'complete', 'stage'] as const).some(endsPause)).toBe(false)
})
