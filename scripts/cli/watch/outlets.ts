import type { Screen } from '../screen/screen.ts'
import { print, printAside, printExactly, outputScreen } from '../screen/print.ts'
import { localClock } from '../screen/local-time.ts'
import { alternateScreen, type TerminalOutput } from './alternate-screen.ts'
import { changeLines, jsonLine, textLine } from './change-lines.ts'
import { frameOf } from './frame.ts'
import type { ViewState } from './view-state.ts'

/** Where a view is shown. */
export interface Outlet {
  readonly show: (state: ViewState) => void
  readonly close: () => void
}

/** The stream of a terminal that says when its size has changed. */
export interface ResizableOutput extends TerminalOutput {
  readonly on: (event: 'resize', listener: () => void) => unknown
  readonly removeListener: (event: 'resize', listener: () => void) => unknown
}

const TICK_MS = 1_000

/** Returns the outlet of a terminal: the whole screen, drawn again each second and when its size changes. */
export function liveOutlet(
  output: ResizableOutput,
  screenNow: () => Screen = outputScreen
): Outlet {
  const screen = alternateScreen(output)
  let shown: ViewState | undefined
  let lines: readonly string[] = []

  function draw(): void {
    if (shown === undefined) return
    lines = frameOf(shown, Date.now(), screenNow())
    screen.draw(lines)
  }
  function suspend(): void {
    screen.leave()
    process.once('SIGCONT', draw)
    process.kill(process.pid, 'SIGSTOP')
  }
  const timer = setInterval(draw, TICK_MS)
  output.on('resize', draw)
  process.on('SIGTSTP', suspend)
  process.once('exit', screen.leave)
  return {
    show: (state) => {
      shown = state
      draw()
    },
    close: () => {
      clearInterval(timer)
      output.removeListener('resize', draw)
      process.removeListener('SIGTSTP', suspend)
      process.removeListener('SIGCONT', draw)
      process.removeListener('exit', screen.leave)
      screen.leave()
      // What was shown last stays on the screen.
      if (lines.length > 0) output.write(`${lines.join('\n')}\n`)
    },
  }
}

/** Returns the outlet of a log or a pipe: a line for each change. */
export function lineOutlet(isJson: boolean): Outlet {
  const linesOf = changeLines(isJson ? jsonLine : textLine)
  let isFailing = false
  return {
    show: (state) => {
      const { trouble } = state
      if (trouble !== undefined && !isFailing) {
        printAside(`${localClock(Date.now())}  ${trouble.failure.message} It is tried again.`)
      }
      if (trouble === undefined && isFailing) {
        printAside(`${localClock(Date.now())}  the admin route answers again`)
      }
      isFailing = trouble !== undefined
      for (const line of linesOf(state, Date.now())) (isJson ? printExactly : print)(line)
    },
    close: () => {},
  }
}
