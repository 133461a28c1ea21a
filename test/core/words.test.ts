import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { goneWordsIn } from '../support/words.ts'

const projects: string[] = []

afterEach(() => {
  for (const project of projects.splice(0)) rmSync(project, { recursive: true })
})

/** Returns a project with one file of interest. */
function projectWith(path: string, content: string): string {
  const project = mkdtempSync(join(tmpdir(), 'bluegreen-words-'))
  projects.push(project)
  const files = { 'src/a.ts': '', 'scripts/a.ts': '', 'test/a.ts': '', 'README.md': '' }
  for (const [file, text] of Object.entries({ ...files, 'wrangler.toml': '', [path]: content })) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }
  return project
}

it('finds no word that is gone', () => {
  expect(goneWordsIn(new URL('../..', import.meta.url).pathname)).toEqual([])
})

describe('finds a word that is gone', () => {
  it.each([
    ['the name of a file', 'src/core/desk-of.ts', '', 'desk-of.ts'],
    ['the name of a folder', 'scripts/ledger/a.ts', '', 'ledger'],
    ['the name of a data file', 'test/seat.onnx', '', 'seat.onnx'],
    ['a variable', 'src/x.ts', 'const callsWithin = 1', 'callsWithin'],
    ['a constant', 'scripts/x.mjs', 'const MAX_LINGER_MS = 1', 'MAX_LINGER_MS'],
    ['a function', 'scripts/x.js', 'function crossExamine() {}', 'crossExamine'],
    ['a type', 'src/x.ts', 'type CrossExamined = string', 'CrossExamined'],
    ['a property', 'src/x.ts', 'interface X { readonly toldRevision: number }', 'toldRevision'],
    ['a private member', 'test/x.ts', 'class X { #heard = 1 }', 'heard'],
    ['a member access', 'src/x.ts', 'verdict.sentence', 'sentence'],
    ['a quoted key', 'src/x.ts', "const x = { 'replay-budget': 1 }", 'replay-budget'],
    ['a code', 'src/x.ts', "const action = 'widen'", 'widen'],
    ['a header', 'src/x.ts', "headers.get('x-bluegreen-via')", 'x-bluegreen-via'],
    ['a header in a text', 'src/x.ts', '`curl -H x-bluegreen-via: ${x}`', 'x-bluegreen-via'],
    ['a key in JSON', 'test/x.ts', 'const x = \'{"sentence":"x"}\'', '"sentence"'],
    ['a message', 'src/x.ts', "const x = 'green was convicted'", 'green was convicted'],
    ['a template', 'src/x.ts', 'const x = `the ledger of ${model}`', 'the ledger of '],
    ['the name of a test', 'test/x.test.ts', "it('acquits a color')", 'acquits a color'],
    ['a key of a document', 'scripts/x.json', '{ "dice": 1 }', 'dice'],
    ['a variable in Python', 'scripts/x.py', 'booking = 1', 'booking = 1'],
    ['a table of the README', 'README.md', '| `replay_budget` | 0.2 |', 'replay_budget'],
    ['wrangler.toml', 'wrangler.toml', 'replay = false', 'replay = false'],
  ])('in %s', (_, path, code, content) => {
    const found = goneWordsIn(projectWith(path, code))

    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`"${content}"`)
  })

  it.each([
    ['pointer.bad'],
    ['state.rollout?.bad'],
    ["status['bad']"],
    ['const answer = { bad: null, revision: 1 }'],
    ['interface Status { readonly bad: string }'],
    ['type View = { readonly bad: string }'],
  ])('in the field bad: %s', (code) => {
    expect(goneWordsIn(projectWith('src/x.ts', code))).toHaveLength(1)
  })
})

describe('accepts', () => {
  it.each([
    ['a comment', 'src/x.ts', '// The desk is told of a replay.'],
    ['ordinary English in a text', 'src/x.ts', "const x = 'the call ended within the mark'"],
    ['a longer word', 'src/x.ts', 'const folder = bookmarkOf(weight, markdown, charset)'],
    ['bad of counts', 'src/x.ts', 'const x = { calls: 2, bad: 1 }; counts.bad'],
    ['prose of the README', 'README.md', 'Nothing settles within a second.'],
    ['a comment in wrangler.toml', 'wrangler.toml', 'a = 1 # told'],
    ['a method of the platform', 'src/x.ts', 'Promise.allSettled(calls)'],
  ])('%s', (_, path, code) => {
    expect(goneWordsIn(projectWith(path, code))).toEqual([])
  })
})
