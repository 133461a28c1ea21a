import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'

const project = new URL('../..', import.meta.url).pathname
const manifest = createRequire(import.meta.url).resolve('oxlint/package.json')
const oxlint = join(dirname(manifest), 'bin/oxlint')

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Lints a folder with these files by the project's configuration; returns the codes that oxlint reports. */
function lint(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-cycle-'))
  folders.push(folder)
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code)
  const args = [oxlint, '--config', `${project}.oxlintrc.json`, '--format', 'json', folder]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return report.parse(JSON.parse(stdout)).diagnostics.map(({ code }) => code)
}

const report = z.object({ diagnostics: z.array(z.object({ code: z.string() })) })

it('the lint refuses a cycle of values', () => {
  const codes = lint({
    'a.ts': "import { b } from './b.ts'\n\nexport const a = () => b()\n",
    'b.ts': "import { a } from './a.ts'\n\nexport const b = (): string => a()\n",
  })

  expect(codes).toEqual(['import(no-cycle)', 'import(no-cycle)'])
})

it('the lint refuses a cycle of types', () => {
  const codes = lint({
    'a.ts': "import type { B } from './b.ts'\n\nexport interface A {\n  readonly b: B\n}\n",
    'b.ts': "import type { A } from './a.ts'\n\nexport interface B {\n  readonly a: A\n}\n",
  })

  expect(codes).toEqual(['import(no-cycle)', 'import(no-cycle)'])
})

it('the lint accepts an import in one direction', () => {
  const codes = lint({
    'a.ts': 'export interface A {\n  readonly b: string\n}\n',
    'b.ts': "import type { A } from './a.ts'\n\nexport interface B {\n  readonly a: A\n}\n",
  })

  expect(codes).toEqual([])
})
