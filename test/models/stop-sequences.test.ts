import { expect, test } from 'vitest'
import { scanForStop } from '../../scripts/models/stop-sequences.ts'

/** What goes out of a text that comes one character at a time. */
function passed(text: string, stops: readonly string[]) {
  let out = ''
  let held = ''
  for (const character of text) {
    const settled = scanForStop(held + character, stops)
    out += settled.free
    held = settled.held
    if (settled.found !== undefined) return { out, found: settled.found }
  }
  return { out: out + held, found: undefined }
}

test.each([
  ['a text without a stop sequence passes', 'abcabd', ['xyz'], 'abcabd', undefined],
  ['nothing of the sequence goes out', 'one, two. three', ['. '], 'one, two', '. '],
  ['a false beginning goes out', 'ababac', ['abac'], 'ab', 'abac'],
  ['a beginning at the end of the text goes out', 'all an', ['and'], 'all an', undefined],
  ['the first sequence that is complete ends it', 'xyz', ['yz', 'xy'], '', 'xy'],
])('%s', (_case, text, stops, out, found) => {
  expect(passed(text, stops)).toEqual({ out, found })
})

test('a text is held back only as long as it may be a stop sequence', () => {
  expect(scanForStop('an', ['and'])).toEqual({ free: '', held: 'an', found: undefined })
  expect(scanForStop('any', ['and'])).toEqual({ free: 'any', held: '', found: undefined })
})
