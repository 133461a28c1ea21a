import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { sourcesIn } from './import-table.ts'

/** The only file that may write to the console. */
const LOG = 'platform/log.ts'

/** What a `catch` block needs: a comment, or code that uses the error. */
const HANDLED = /(?:^|\s)\/[/*]|\bthrow\b|(?<![.\w])log\(|\b(?:errorFields|messageOf|failureOf)\b/

/** Returns one sentence per violation: the file, the line and the violation. */
export function violationsIn(src: string): readonly string[] {
  return sourcesIn(src).flatMap((file) => {
    const path = relative(src, file)
    const code = readFileSync(file, 'utf8')
    return [...consolesIn(path, code), ...blocksIn(path, code), ...handlersIn(path, code)]
  })
}

function consolesIn(path: string, code: string): readonly string[] {
  if (path === LOG) return []
  return linesOf(code).flatMap((line, index) =>
    /\bconsole\b/.test(line) && !isComment(line)
      ? [`${path}:${index + 1} writes to the console`]
      : []
  )
}

function blocksIn(path: string, code: string): readonly string[] {
  return [...code.matchAll(/\bcatch\s*(?:\([^)]*\)\s*)?\{/g)]
    .filter(({ index, 0: opening }) => !HANDLED.test(blockFrom(code, index + opening.length)))
    .map(({ index }) => `${path}:${lineAt(code, index)} catches without a log line or a comment`)
}

/** A `.catch` handler that drops the error needs a comment on the line before. */
function handlersIn(path: string, code: string): readonly string[] {
  const lines = linesOf(code)
  return lines.flatMap((line, index) => {
    if (!/\.catch\(/.test(line) || isComment(line) || HANDLED.test(line)) return []
    if (isComment(lines[index - 1] ?? '')) return []
    return [`${path}:${index + 1} drops a rejection without a comment on the line before`]
  })
}

/** The code from a position up to the brace that closes the block. */
function blockFrom(code: string, start: number): string {
  let depth = 1
  for (let end = start; end < code.length; end++) {
    if (code[end] === '{') depth++
    if (code[end] === '}') depth--
    if (depth === 0) return code.slice(start, end)
  }
  return code.slice(start)
}

function linesOf(code: string): readonly string[] {
  return code.split('\n')
}

function lineAt(code: string, index: number): number {
  return linesOf(code.slice(0, index)).length
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*)/.test(line)
}
