import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { sharedNamesIn, violationsIn } from '../support/import-table.ts'

const src = new URL('../../src', import.meta.url).pathname
const copies: string[] = []

afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true })
})

/** Returns a copy of the real sources with one more file. */
function sourcesWith(file: string, code: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'bluegreen-src-'))
  copies.push(copy)
  cpSync(src, copy, { recursive: true })
  writeFileSync(join(copy, file), code)
  return copy
}

it('finds no violation in the sources', () => {
  expect(violationsIn(src)).toEqual([])
})

it.each([
  ['core/x.ts', "import { Hono } from 'hono'", 'core/x.ts imports hono'],
  [
    'core/x.ts',
    "import type { Store } from '../control-plane/store.ts'",
    'core/x.ts imports control-plane',
  ],
  ['core/x.ts', 'export const now = () => Date.now()', 'core/x.ts contains Date.now'],
  ['core/x.ts', 'export async function f() {}', 'core/x.ts contains async'],
  ['data-plane/x.ts', "import { z } from 'zod'", 'data-plane/x.ts imports zod'],
  [
    'data-plane/x.ts',
    "export { Store } from '../control-plane/store.ts'",
    'data-plane/x.ts imports control-plane',
  ],
  [
    'control-plane/x.ts',
    "const x = await import('../data-plane/serve.ts')",
    'control-plane/x.ts imports data-plane',
  ],
  ['page/x.tsx', "import { Hono } from 'hono'", 'page/x.tsx imports hono'],
  [
    'page/x.ts',
    "import { color } from '../control-plane/admin/answer-parts.ts'",
    'page/x.ts imports control-plane, and not only types',
  ],
  [
    'control-plane/x.ts',
    "import { App } from '../page/parts/app.tsx'",
    'control-plane/x.ts imports page',
  ],
  ['index.ts', "import { ok } from './core/result.ts'", 'index.ts imports core'],
])('finds a violation in %s: %s', (file, code, violation) => {
  const sources = sourcesWith(file, code)

  expect(violationsIn(sources)).toEqual([violation])
})

it('finds no two source files with the same name', () => {
  expect(sharedNamesIn(src)).toEqual([])
})

it('finds two source files with the same name', () => {
  const sources = sourcesWith('platform/serve.ts', '')

  expect(sharedNamesIn(sources)).toEqual([
    'data-plane/serve.ts and platform/serve.ts share the name serve.ts',
  ])
})
