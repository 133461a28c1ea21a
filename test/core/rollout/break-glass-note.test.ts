import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBreakGlassNote } from '../../../src/core/rollout/break-glass-note.ts'

const note = { by: 'ada', reason: 'the admin route is down' }

describe('parseBreakGlassNote', () => {
  it('reads author and reason', () => {
    expect(parseBreakGlassNote(note)).toEqual(note)
  })

  it('ignores other fields and trims both texts', () => {
    expect(parseBreakGlassNote({ by: ' ada ', reason: `${note.reason}\n`, revision: 9 })).toEqual(
      note
    )
  })

  it('accepts the maximum lengths of the admin route', () => {
    const long = { by: 'a'.repeat(100), reason: 'r'.repeat(500) }

    expect(parseBreakGlassNote(long)).toEqual(long)
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'ada'],
    ["the router's own metadata", { revision: 9 }],
    ['no author', { ...note, by: undefined }],
    ['no reason', { by: 'ada' }],
    ['a reason of spaces', { ...note, reason: ' ' }],
    ['an author that is a number', { ...note, by: 7 }],
    ['an author that is too long', { ...note, by: 'a'.repeat(101) }],
    ['an author of the router', { ...note, by: 'Router' }],
    ['an author that looks like the router', { ...note, by: 'rоuter' }],
    ['a reason that reorders', { ...note, reason: 'down\u202enwod' }],
    ['a reason of two lines', { ...note, reason: 'down\n3 by router' }],
    ['an author with an escape sequence', { ...note, by: 'ada\u001b[2J' }],
    ['a reason that is too long', { ...note, reason: 'r'.repeat(501) }],
  ])('returns undefined for %s', (_, metadata) => {
    expect(parseBreakGlassNote(metadata)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (metadata) => {
        expect(() => parseBreakGlassNote(metadata)).not.toThrow()
      })
    )
  })
})
