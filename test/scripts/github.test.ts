import { expect, it } from 'vitest'
import { annotationOf, summaryOf } from '../../scripts/cli/github.ts'

it('an annotation cannot begin another command', () => {
  expect(annotationOf('error', 'a,b:c', '100 %\r\n::notice::x')).toBe(
    '::error title=a%2Cb%3Ac::100 %25%0D%0A::notice::x'
  )
})

it('a summary is a table in which texts are not Markdown', () => {
  expect(summaryOf('chat: *done*', ['by', 'reason'], [['ada', '<b>a|b</b>\n# x']])).toBe(
    [
      '',
      String.raw`### chat: \*done\*`,
      '',
      '| by | reason |',
      '| --- | --- |',
      String.raw`| ada | &lt;b>a\|b&lt;/b> \# x |`,
      '',
    ].join('\n')
  )
})
