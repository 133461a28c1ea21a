import { expect, it } from 'vitest'
import { rollbackAuthorOf } from '../../../src/core/metrics/rollback-author.ts'
import { baking, cause, idle } from '../../support/rollouts.ts'

const router = { ...cause, by: 'router', source: 'detector' }

it.each([
  ['of a faulty candidate', baking(), idle({ action: 'rollback', cause: router }), 'router'],
  ['by a command', baking(), idle({ action: 'rollback' }), 'operator'],
  ['after a rollout', idle(), idle({ action: 'undo' }), 'operator'],
  ['by hand in KV', baking(), idle({ action: 'break_glass' }), 'break_glass'],
  ['to the other color by hand', idle(), baking({ action: 'break_glass' }), undefined],
  [
    'by hand that makes a candidate stable',
    baking(),
    idle({ action: 'break_glass', stable: 'green' }),
    undefined,
  ],
  ['forward', idle(), baking(), undefined],
  ['to its end', baking(), idle({ action: 'complete', stable: 'green' }), undefined],
])('the author of a change %s', (_, before, after, author) => {
  expect(rollbackAuthorOf(before, after)).toBe(author)
})
