import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { violationsIn } from '../support/error-handling.ts'

const src = new URL('../../src', import.meta.url).pathname
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder with one source file in it. */
function sourceOf(file: string, code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-src-'))
  folders.push(folder)
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), code)
  return folder
}

it('every source file logs through one place and drops no error without a reason', () => {
  expect(violationsIn(src)).toEqual([])
})

it.each([
  ["console.log('x')", 'core/x.ts:1 writes to the console'],
  ['const { error } = console', 'core/x.ts:1 writes to the console'],
  ['try {\n  f()\n} catch {\n}', 'core/x.ts:3 catches without a log line or a comment'],
  [
    'try {\n  f()\n} catch (error) {\n  return { a: {} }\n}\n// Too late.',
    'core/x.ts:3 catches without a log line or a comment',
  ],
  [
    'try {\n  f()\n} catch (error) {\n  Math.log(2)\n}',
    'core/x.ts:3 catches without a log line or a comment',
  ],
  [
    "try {\n  f()\n} catch {\n  return 'https://x.test'\n}",
    'core/x.ts:3 catches without a log line or a comment',
  ],
  [
    'const x = f()\nawait g().catch(() => undefined)',
    'core/x.ts:2 drops a rejection without a comment on the line before',
  ],
  [
    '// A reason for something else.\nconst x = f()\nawait g()\n  .catch(ignore)',
    'core/x.ts:4 drops a rejection without a comment on the line before',
  ],
])('finds in %j: %s', (code, violation) => {
  expect(violationsIn(sourceOf('core/x.ts', code))).toEqual([violation])
})

it.each([
  "try {\n  f()\n} catch (error) {\n  log('x', errorFields(error))\n}",
  'try {\n  f()\n} catch (error) {\n  return failureOf(error)\n}',
  'try {\n  f()\n} catch (error) {\n  if (isOurs(error)) return\n  throw error\n}',
  'try {\n  f()\n} catch {\n  // The caller tries again.\n}',
  '// The stream is broken already.\nawait g().catch(() => undefined)',
  "await g().catch((error) => log('x', errorFields(error)))",
])('allows %j', (code) => {
  expect(violationsIn(sourceOf('core/x.ts', code))).toEqual([])
})

it('allows one file to write to the console', () => {
  expect(violationsIn(sourceOf('platform/log.ts', "console.log('x')"))).toEqual([])
})
