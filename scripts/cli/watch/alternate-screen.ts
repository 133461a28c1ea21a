/** The stream of a terminal. */
export interface TerminalOutput {
  readonly write: (text: string) => unknown
}

const ESC = '\u001b['

/** Enters the alternate screen, which leaves what was there before, and hides the cursor. */
const ENTER = `${ESC}?1049h${ESC}?25l`
const LEAVE = `${ESC}?25h${ESC}?1049l`

/** Terminals that know it show what is written between these at once. */
const [BEGIN, END] = [`${ESC}?2026h`, `${ESC}?2026l`]

/** A terminal whose screen is replaced as a whole. */
export interface AlternateScreen {
  readonly draw: (lines: readonly string[]) => void
  /** Gives back the screen that was there before. Twice is harmless. */
  readonly leave: () => void
  /** Takes the screen again after `leave`. */
  readonly enter: () => void
}

/** Takes the screen of a terminal. Each line is drawn over the old one, so that nothing flickers. */
export function alternateScreen(output: TerminalOutput): AlternateScreen {
  let isEntered = false

  function enter(): void {
    if (!isEntered) output.write(`${ENTER}${ESC}2J`)
    isEntered = true
  }

  return {
    enter,
    draw: (lines) => {
      enter()
      const drawn = lines.map((line) => `${line}${ESC}K`).join('\r\n')
      output.write(`${BEGIN}${ESC}H${drawn}${ESC}J${END}`)
    },
    leave: () => {
      if (isEntered) output.write(LEAVE)
      isEntered = false
    },
  }
}
