import { expect, it } from 'vitest'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { previewNote } from '../../../src/core/rollout/preview-note.ts'
import { cause, idle } from '../../support/rollouts.ts'

const until = '2026-01-31T12:00:00.000Z'

it.each([
  ['idle', 'green', 'v2', 'the idle color'],
  ['live', 'blue', 'v1', 'the live color'],
  ['green', 'green', 'v2', 'green'],
] as const)(
  'of a token for %s names release, author and end',
  (target, color, release, reached) => {
    expect(previewNote({ target, until, cause }, pointerOf(idle()))).toEqual({
      action: 'preview',
      about: { color, release, staging: 0 },
      cause: { ...cause, evidence: `reaches ${reached} until ${until}` },
    })
  }
)
