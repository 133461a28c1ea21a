import { expect, test } from 'vitest'
import { scanForStop } from '../../scripts/models/stop-sequences.ts'

/** Scans a text one character at a time; returns the released text and the stop sequence. */
function scanAll(text: string, stops: readonly string[]) {
  let out = ''
  let held = ''
  for (const character of text) {
    const scan = scanForStop(held + character, stops)
    out += scan.safe
    held = scan.held
    if (scan.found !== undefined) return { out, found: scan.found }
  }
  return { out: out + held, found: undefined }
}

test.each([
  ['releases a text without a stop sequence', 'abcabd', ['xyz'], 'abcabd', undefined],
  ['releases no part of a stop sequence', 'one, two. three', ['. '], 'one, two', '. '],
  ['releases a partial match that fails', 'ababac', ['abac'], 'ab', 'abac'],
  ['releases a partial match at the end of the text', 'all an', ['and'], 'all an', undefined],
  ['stops at the first complete stop sequence', 'xyz', ['yz', 'xy'], '', 'xy'],
])('%s', (_case, text, stops, out, found) => {
  expect(scanAll(text, stops)).toEqual({ out, found })
})

test('holds text back only while it may be a stop sequence', () => {
  expect(scanForStop('an', ['and'])).toEqual({ safe: '', held: 'an', found: undefined })
  expect(scanForStop('any', ['and'])).toEqual({ safe: 'any', held: '', found: undefined })
})
