import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  brokenLinksIn,
  missingPathsIn,
  unknownScriptsIn,
  unreachableIn,
} from '../support/readme-links.ts'

const root = new URL('../..', import.meta.url).pathname
const projects: string[] = []

afterEach(() => {
  for (const project of projects.splice(0)) rmSync(project, { recursive: true })
})

/** Returns a project with these files. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const project = mkdtempSync(join(tmpdir(), 'bluegreen-readme-'))
  projects.push(project)
  const defaults = { 'README.md': '', 'package.json': '{"scripts":{"test":"vitest"}}' }
  for (const [path, text] of Object.entries({ ...defaults, ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  return project
}

describe('the READMEs of the project', () => {
  it('have no link to a file or a heading that does not exist', () => {
    expect(brokenLinksIn(root)).toEqual([])
  })

  it('can all be reached from the root README', () => {
    expect(unreachableIn(root)).toEqual([])
  })

  it('name no file or folder that does not exist', () => {
    expect(missingPathsIn(root)).toEqual([])
  })

  it('name no npm script that does not exist', () => {
    expect(unknownScriptsIn(root)).toEqual([])
  })
})

describe('brokenLinksIn', () => {
  it.each([
    ['a file', '[x](src/none.ts)', 'README.md: src/none.ts leads to no file'],
    [
      'a heading of another document',
      '[x](src/README.md#c)',
      'leads to no heading of src/README.md',
    ],
    ['a heading of its own', '# A\n\n[x](#b)', 'README.md: #b leads to no heading of README.md'],
    ['an image', '![x](src/none.png)', 'README.md: src/none.png leads to no file'],
  ])('finds a link to %s that does not exist', (_, text, message) => {
    const project = projectWith({ 'README.md': text, 'src/README.md': '# A b' })

    expect(brokenLinksIn(project)).toEqual([expect.stringContaining(message)])
  })

  it('follows links from the folder of the document and counts repeated headings', () => {
    const project = projectWith({
      'README.md': '# A, `b` and "c"\n\n[x](src/core) [y](#a-b-and-c) [z](https://example.com/#q)',
      'src/core/README.md': '# D\n\n## D\n\n[x](../../README.md#a-b-and-c) [y](#d-1)',
    })

    expect(brokenLinksIn(project)).toEqual([])
  })

  it('ignores code', () => {
    const project = projectWith({ 'README.md': '`[x](none)`\n\n```md\n[x](none)\n```\n' })

    expect(brokenLinksIn(project)).toEqual([])
  })
})

it('unreachableIn finds a README without a link to it', () => {
  const project = projectWith({
    'README.md': '[a](src/a)',
    'src/a/README.md': '[b](../b/README.md)',
    'src/b/README.md': '',
    'src/c/README.md': '',
  })

  expect(unreachableIn(project)).toEqual(['src/c/README.md'])
})

it('missingPathsIn finds a path of the project in backticks', () => {
  const project = projectWith({
    'README.md': '`test/a.test.ts` `src/b` `npm test`',
    'src/b/c.ts': '',
  })

  expect(missingPathsIn(project)).toEqual(['README.md: there is no test/a.test.ts'])
})

it('unknownScriptsIn finds a script in text and in code', () => {
  const project = projectWith({
    'README.md': '`npm run test`, `npm run bench`\n\n```sh\nnpm run bench:x -- --quick\n```\n',
  })

  expect(unknownScriptsIn(project)).toEqual([
    'README.md: package.json has no script bench',
    'README.md: package.json has no script bench:x',
  ])
})
