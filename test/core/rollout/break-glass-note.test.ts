import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBreakGlassNote } from '../../../src/core/rollout/break-glass-note.ts'

const note = { by: 'ada', reason: 'the admin route is down' }

describe('the note on a pointer that was written by hand', () => {
  it('says who wrote it and why', () => {
    expect(parseBreakGlassNote(note)).toEqual(note)
  })

  it('is read without what else stands there, and without spaces around', () => {
    expect(parseBreakGlassNote({ by: ' ada ', reason: `${note.reason}\n`, revision: 9 })).toEqual(
      note
    )
  })

  it('may be as long as the admin route takes it', () => {
    const long = { by: 'a'.repeat(100), reason: 'r'.repeat(500) }

    expect(parseBreakGlassNote(long)).toEqual(long)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'ada'],
    ["the router's own metadata", { revision: 9 }],
    ['nobody', { ...note, by: undefined }],
    ['no reason', { by: 'ada' }],
    ['a reason of spaces', { ...note, reason: ' ' }],
    ['a name that is a number', { ...note, by: 7 }],
    ['a name that is too long', { ...note, by: 'a'.repeat(101) }],
    ['a reason that is too long', { ...note, reason: 'r'.repeat(501) }],
  ])('is none where there is %s', (_, metadata) => {
    expect(parseBreakGlassNote(metadata)).toBeUndefined()
  })

  it('is read or ignored, and nothing that stands there throws', () => {
    fc.assert(
      fc.property(fc.anything(), (metadata) => {
        expect(() => parseBreakGlassNote(metadata)).not.toThrow()
      })
    )
  })
})
