import { describe, expect, it } from 'vitest'
import { cut, pad, widthOf, wrap, wrapText } from '../../scripts/cli/screen/fit.ts'
import { liveLine } from '../../scripts/cli/screen/live-line.ts'
import { localClock, localNear, localTime } from '../../scripts/cli/screen/local-time.ts'
import { paint } from '../../scripts/cli/screen/paint.ts'
import { safeJson, safeLines, withoutCommands } from '../../scripts/cli/screen/safe-text.ts'
import { plainScreen, screenOf } from '../../scripts/cli/screen/screen.ts'
import { bodyWriter } from '../../scripts/cli/call/body-writer.ts'

const terminal = { isTTY: true, columns: 80, rows: 24 }

describe('the screen', () => {
  it.each([
    [terminal, {}, true],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { NO_COLOR: '' }, true],
    [terminal, { TERM: 'dumb' }, false],
    [terminal, { CLICOLOR: '0' }, false],
    [{}, {}, false],
    [{}, { FORCE_COLOR: '1' }, true],
    [{}, { FORCE_COLOR: '' }, true],
    [terminal, { FORCE_COLOR: '0' }, false],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{}, { CLICOLOR_FORCE: '1' }, true],
    [{}, { CLICOLOR_FORCE: '0' }, false],
    [{}, { CI: 'true', GITHUB_ACTIONS: 'true' }, false],
  ])('of %j with %j has colors: %s', (output, env, colors) => {
    expect(screenOf(output, env).colors).toBe(colors)
  })

  it('has a width on a terminal only', () => {
    expect(screenOf(terminal, {}).columns).toBe(80)
    expect(screenOf({ columns: 80 }, {}).columns).toBe(Infinity)
  })

  it('is not live on a dumb terminal', () => {
    expect(screenOf(terminal, { TERM: 'xterm' }).isLive).toBe(true)
    expect(screenOf(terminal, { TERM: 'dumb' }).isLive).toBe(false)
  })

  it('paints only with colors', () => {
    expect(paint(plainScreen, 'danger', 'faulty')).toBe('faulty')
    expect(paint({ colors: true }, 'danger', 'faulty')).toContain('\u001b[31m')
  })
})

describe('a text that is too long', () => {
  it('breaks between words, below the begin of its text', () => {
    const row = '  blue      v1 at https://blue.test [live], a text that goes on'

    expect(wrap(row, { columns: 40 }, 12).split('\n')).toEqual([
      '  blue      v1 at https://blue.test',
      '            [live], a text that goes on',
    ])
  })

  it('keeps a word whole that is longer than a line', () => {
    const url = `https://${'a'.repeat(60)}.test`

    expect(wrapText(`see ${url} now`, { columns: 40 })).toContain(url)
  })

  it('stays as it is without a terminal', () => {
    const text = 'word '.repeat(100)

    expect(wrapText(text, plainScreen)).toBe(text)
  })

  it('is cut with … by what it takes on the screen', () => {
    expect(cut('模型模型模型', 7)).toBe('模型模…')
    expect(cut('embed-large-v3-17', 12, 'middle')).toMatch(/^embed.*….*-17$/)
    expect(widthOf(cut('embed-large-v3-17', 12, 'middle'))).toBe(12)
    expect(widthOf(pad('模型', 6))).toBe(6)
  })
})

describe('a time here', () => {
  const at = '2026-01-01T12:00:00.000Z'

  it.each([
    ['UTC', '2026-01-01 12:00:00 UTC'],
    ['Europe/Berlin', '2026-01-01 13:00:00 UTC+1'],
    ['America/New_York', '2026-01-01 07:00:00 UTC-5'],
    ['Asia/Kolkata', '2026-01-01 17:30:00 UTC+5:30'],
    ['Pacific/Kiritimati', '2026-01-02 02:00:00 UTC+14'],
  ])('names its zone: %s', (zone, text) => {
    expect(localTime(at, zone)).toBe(text)
  })

  it('has the offset of its own date', () => {
    expect(localTime('2026-07-01T12:00:00.000Z', 'Europe/Berlin')).toContain('14:00:00 UTC+2')
  })

  it('has its day only when that is not today', () => {
    const now = Date.parse(at)

    expect(localNear(at, now, 'UTC')).toBe(localClock(at, 'UTC'))
    expect(localNear(at, now + 86_400_000, 'UTC')).toBe('2026-01-01 12:00:00 UTC')
  })
})

describe('text of others', () => {
  const forged = '\u001b[2J\u009b1m\u202e\u2028x'

  it('shows its hidden characters in a message', () => {
    expect(safeLines(`a${forged}\nb`)).toBe(String.raw`a\u{1b}[2J\u{9b}1m\u{202e}\u{2028}x` + '\nb')
  })

  it('has no active characters as JSON, and is the same when read', () => {
    const document = { text: `${forged} ##[error] \u{e0041}` }

    const json = safeJson(document, 2)

    expect(json).toMatch(/^[\x20-\x7e\n]*$/)
    expect(json).not.toContain('##[')
    expect(JSON.parse(json)).toEqual(document)
  })

  it.each(['::error::x', '   ::add-mask::x', 'a\n::stop-commands::x', 'x ##[error]y'])(
    'is no command of GitHub Actions: %j',
    (text) => {
      const shown = withoutCommands(text, { GITHUB_ACTIONS: 'true' })

      expect(shown).not.toMatch(/^\s*::|##\[/m)
      expect(withoutCommands(text, {})).toBe(text)
    }
  )

  it('cannot act on a terminal as the answer of an origin, which a pipe gets as it came', () => {
    const bytes = new TextEncoder().encode('ä\u001b]0;title\u0007\ttab\r\nend\r')
    const [shown, piped]: [unknown[], unknown[]] = [[], []]
    const onTerminal = bodyWriter({ isTTY: true, write: (text) => shown.push(text) })
    const inPipe = bodyWriter({ write: (chunk) => piped.push(chunk) })

    for (const byte of bytes) onTerminal.write(Uint8Array.of(byte))
    onTerminal.end()
    inPipe.write(bytes)
    inPipe.end()

    expect(shown.join('')).toBe(
      String.raw`ä\u{1b}]0;title\u{7}` + '\ttab\r\nend' + String.raw`\u{d}`
    )
    expect(piped).toEqual([bytes])
  })
})

describe('the live line', () => {
  it('is cut to the terminal, and goes away for what is printed above it', () => {
    let written = ''
    const output = { write: (text: string) => (written += text) }
    const line = liveLine(output, { colors: false, columns: 10, rows: 24, isLive: true })

    line.follow(() => '5 of 10 cases done')
    line.above(() => output.write('case 5\n'))
    line.stop()

    const erase = '\r\u001b[2K'
    expect(written).toBe(`${erase}5 of 10 …${erase}case 5\n${erase}5 of 10 …${erase}`)
  })

  it('shows nothing in a log', () => {
    let written = ''
    const output = { write: (text: string) => (written += text) }
    const line = liveLine(output, plainScreen)

    line.follow(() => '5 of 10')
    line.above(() => output.write('case 5\n'))
    line.stop()

    expect(written).toBe('case 5\n')
  })
})
