import { describe, expect, it } from 'vitest'
import { asPlainLine, isPlainLine } from '../../../src/core/rollout/plain-line.ts'

describe('isPlainLine', () => {
  it.each(['v2 passed', 'é ü 漢字 العربية', '👩‍🚀 launched', 'می‌خواهم', 'CHG-1 "quoted" \\ 100 %'])(
    'accepts %s',
    (text) => {
      expect(isPlainLine(text)).toBe(true)
    }
  )

  it.each([
    ['a line feed', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['a tab', 'a\tb'],
    ['an escape sequence', 'a\u001b[2Jb'],
    ['a C1 control', 'a\u009bb'],
    ['NUL', 'a\u0000b'],
    ['delete', 'a\u007fb'],
    ['a next line', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['an override to the left', 'a\u202eb'],
    ['an isolate', 'a\u2066b'],
    ['a mark to the left', 'a\u200fb'],
    ['an Arabic mark', 'a\u061cb'],
    ['a space without width', 'a\u200bb'],
    ['a byte order mark', 'a\ufeffb'],
    ['a soft hyphen', 'a\u00adb'],
    ['a tag', 'a\u{e0041}b'],
    ['half a character', 'a\ud83db'],
  ])('refuses %s', (_, text) => {
    expect(isPlainLine(text)).toBe(false)
    expect(isPlainLine(asPlainLine(text))).toBe(true)
  })

  it('gives the same answer each time', () => {
    expect([isPlainLine('a\nb'), isPlainLine('a\nb'), isPlainLine('ab')]).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('asPlainLine', () => {
  it('shows hidden characters as escapes, and keeps the others', () => {
    expect(asPlainLine('ok\n7  rollback \u001b[1A\u202eé')).toBe(
      String.raw`ok\u{a}7  rollback \u{1b}[1A\u{202e}é`
    )
  })
})
