import { wrapText } from './fit.ts'
import { paint } from './paint.ts'
import { safeLines, withoutCommands } from './safe-text.ts'
import { screenOf, type Screen, type View } from './screen.ts'

/** Returns what the standard output is shown on. */
export function outputScreen(): Screen {
  return screenOf(process.stdout, process.env)
}

/** Returns what the standard error is shown on. */
export function asideScreen(): Screen {
  return screenOf(process.stderr, process.env)
}

/** Returns how a command shows its result. */
export function outputView({ output }: { readonly output?: string }): View {
  return { screen: outputScreen(), isWide: output === 'wide' }
}

/** Prints a text as the result of a command. */
export function print(text: string): void {
  const shown = wrapText(text, outputScreen())
  process.stdout.write(`${withoutCommands(shown, process.env)}\n`)
}

/** Prints a text beside the result: progress and errors. */
export function printAside(text: string): void {
  const shown = wrapText(text, asideScreen())
  process.stderr.write(`${withoutCommands(shown, process.env)}\n`)
}

/** Prints why a command failed, and what to do. What others wrote cannot move the cursor. */
export function printFailure(message: string, hint: string | undefined): void {
  const screen = asideScreen()
  const lines = [
    paint(screen, 'danger', safeLines(message)),
    ...(hint === undefined ? [] : [safeLines(hint)]),
  ]
  printAside(lines.join('\n'))
}

/** Prints a text without breaking its lines: a table for programs, or a token to be copied. */
export function printUnbroken(text: string): void {
  process.stdout.write(`${withoutCommands(text, process.env)}\n`)
}

/** Prints a text as it is: JSON, or a command of GitHub Actions. */
export function printExactly(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a text beside the result as it is. */
export function printAsideExactly(text: string): void {
  process.stderr.write(`${text}\n`)
}
