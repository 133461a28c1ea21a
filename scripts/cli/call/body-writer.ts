import { safeStreamText } from '../screen/safe-text.ts'

/** Where the body of an answer goes. */
export interface BodyOutput {
  readonly isTTY?: boolean
  readonly write: (chunk: Uint8Array | string) => unknown
}

/**
 * Returns what writes the body of an origin's answer. On a terminal its hidden characters are shown,
 * so that an origin cannot act on the terminal; a file or a pipe gets the body as it came.
 */
export function bodyWriter(output: BodyOutput): {
  readonly write: (chunk: Uint8Array) => void
  readonly end: () => void
} {
  if (output.isTTY !== true) return { write: (chunk) => void output.write(chunk), end: () => {} }
  const decoder = new TextDecoder()
  let pending = ''
  return {
    // The halves of a line end may come apart.
    write: (chunk) => {
      const text = pending + decoder.decode(chunk, { stream: true })
      pending = text.endsWith('\r') ? '\r' : ''
      output.write(safeStreamText(text.slice(0, text.length - pending.length)))
    },
    end: () => void output.write(safeStreamText(pending + decoder.decode())),
  }
}
