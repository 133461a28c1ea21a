import { InvalidArgumentError } from 'commander'

/** The words of a call: a model, a path below it, or both, in either order. */
export interface CallTarget {
  readonly model?: string
  /** Begins with a slash. */
  readonly path?: string
}

/** Adds a word to those before it. A word that begins with a slash is the path. */
export function parseCallTarget(word: string, known: CallTarget = {}): CallTarget {
  const isPath = word.startsWith('/')
  if (isPath && known.path === undefined) return { ...known, path: word }
  if (!isPath && known.model === undefined) return { ...known, model: word }
  throw new InvalidArgumentError('Name one model and one path at most.')
}

/** A header in the form that `Headers` takes. */
export type HeaderPair = readonly [name: string, value: string]

/** Adds a header in the form `name: value` to those before it. */
export function parseHeaderLine(
  line: string,
  known: readonly HeaderPair[] = []
): readonly HeaderPair[] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(line) ?? []
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("It must be a header, such as 'content-type: text/plain'.")
  }
  return [...known, [name, value]]
}

const roles = ['idle', 'live', 'blue', 'green'] as const

/** A color by its name, or by its role. */
export type CallColor = (typeof roles)[number]

export function parseCallColor(word: string): CallColor {
  const found = roles.find((role) => role === word)
  if (found !== undefined) return found
  throw new InvalidArgumentError('It must be blue, green, idle or live.')
}
