import { cut } from './fit.ts'
import type { Screen } from './screen.ts'

/** The stream that shows a live line. */
export interface LineOutput {
  readonly write: (text: string) => unknown
}

/** A line at the end of the output that is replaced while a command goes on. */
export interface LiveLine {
  /** Shows what `textOf` returns now, and again each second. */
  readonly follow: (textOf: () => string) => void
  /** Prints above the line. */
  readonly above: (print: () => void) => void
  /** Removes the line. */
  readonly stop: () => void
}

const TICK_MS = 1_000

/** Erases the line of the cursor. */
const ERASE = '\r\u001b[2K'

/** Returns a live line of a terminal. Elsewhere it shows nothing, and what is printed above it stays. */
export function liveLine(output: LineOutput, { isLive, columns }: Screen): LiveLine {
  let textOf: (() => string) | undefined
  let timer: NodeJS.Timeout | undefined

  function draw(): void {
    if (textOf !== undefined) output.write(`${ERASE}${cut(textOf(), columns - 1)}`)
  }

  function erase(): void {
    if (textOf !== undefined) output.write(ERASE)
  }

  return {
    follow: (next) => {
      if (!isLive) return
      textOf = next
      draw()
      timer ??= setInterval(draw, TICK_MS).unref()
    },
    above: (print) => {
      erase()
      print()
      draw()
    },
    stop: () => {
      clearInterval(timer)
      erase()
      textOf = undefined
    },
  }
}
