import type { Piece } from './piece.ts'

/** The names in a line, by the extension of the file. Prose, comments and values are not checked. */
const namesIn: Readonly<Record<string, (line: string) => readonly string[]>> = {
  '.md': (line) => Array.from(line.matchAll(/`([^`]+)`/g), ([, code = '']) => code),
  '.toml': (line) => [withoutComment(line)],
  '.json': (line) => Array.from(line.matchAll(/"([^"]*)"\s*:/g), ([, key = '']) => key),
  '.py': (line) => [withoutComment(line).replaceAll(/(["']).*?\1/g, '')],
}

/** Returns the names in a Markdown, TOML, JSON or Python file. Names in Markdown are code spans. */
export function piecesOfDocument(extension: string, text: string): readonly Piece[] {
  const read = namesIn[extension] ?? (() => [])
  return text
    .split('\n')
    .flatMap((line, index) =>
      read(line).map((content): Piece => ({ kind: 'name', content, line: index + 1 }))
    )
}

function withoutComment(line: string): string {
  return line.replace(/#.*$/, '')
}
