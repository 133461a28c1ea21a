import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import type { Variables } from '../github.ts'

/** Returns a text of several lines with the hidden characters of each line as escapes. */
export function safeLines(text: string): string {
  return text.split(/\r?\n/).map(asPlainLine).join('\n')
}

/**
 * Returns a text of an origin for a terminal: hidden characters are shown as escapes, but for tabs
 * and line ends.
 */
export function safeStreamText(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map(safePart)
    .join('')
}

function safePart(part: string, index: number): string {
  return index % 2 === 1 ? part : asPlainLine(part)
}

/** What JSON leaves as it is, although a terminal or the log of a pipeline acts on it. */
const ACTIVE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{e0000}-\u{e007f}]|(?<=##)\[/gu

/** Returns a document as JSON without characters that a terminal or a pipeline acts on. */
export function safeJson(document: unknown, space?: number): string {
  return JSON.stringify(document, null, space).replaceAll(ACTIVE, (found) =>
    found === '\n' ? found : escapedUnits(found)
  )
}

function escapedUnits(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  return units.map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/**
 * Returns a text that holds no command of GitHub Actions, which takes one from the begin of a line,
 * also after spaces, and the older form from anywhere in it.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function withoutCommands(text: string, env: Variables): string {
  if (env['GITHUB_ACTIONS'] !== 'true') return text
  return text
    .replaceAll(/^(\s*):(?=:)/gm, String.raw`$1\u{3a}`)
    .replaceAll(/##(?=\[)/g, String.raw`#\u{23}`)
}
