import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shells } from '../../scripts/cli/completion/shells.ts'
import { suggestionsFor, valueIn } from '../../scripts/cli/completion/suggest.ts'
import { program } from '../../scripts/cli/program.ts'
import { complaintsOfShell } from '../support/shell.ts'
import { fakeAdmin, statusOf, TOKEN, type FakeAdmin } from './fake-admin.ts'

/** Returns the suggested words at the end of a line. */
function wordsAt(line: string): readonly string[] {
  const words = line.split(' ').slice(1)
  const suggestions = suggestionsFor(
    program(() => {}),
    words.slice(0, -1),
    words.at(-1) ?? ''
  )
  const { isModel, isFile } = suggestions
  const kinds = [...(isModel ? [':model'] : []), ...(isFile ? [':file'] : [])]
  return [...kinds, ...suggestions.words.map(({ word }) => word)]
}

describe('a completion', () => {
  it.each([
    ['bluegreen st', ['status', 'stage']],
    ['bluegreen token ', ['create']],
    ['bluegreen token create --role r', ['releaser', 'rollback-only']],
    ['bluegreen status ', [':model']],
    ['bluegreen status chat ', []],
    ['bluegreen status --model ', [':model']],
    ['bluegreen undo -m ', [':model']],
    ['bluegreen switch --reason x ', [':model', 'blue', 'green']],
    ['bluegreen switch chat g', [':model', 'green']],
    ['bluegreen switch --reason ', []],
    ['bluegreen switch --ba', ['--bake']],
    ['bluegreen switch --wait=', ['--wait=completed', '--wait=baking']],
    ['bluegreen switch --wait=b', ['--wait=baking']],
    ['bluegreen switch chat --wait gr', [':model', 'green']],
    ['bluegreen status --token-file ', [':file']],
    ['bluegreen completion ', ['bash', 'zsh', 'fish']],
  ])('knows what may follow %j', (line, words) => {
    expect(wordsAt(line)).toEqual(words)
  })

  it('leaves out an option that is there already', () => {
    expect(wordsAt('bluegreen status --json --j')).toEqual([])
    expect(wordsAt('bluegreen status --j')).toEqual(['--json'])
  })

  it('hides the command that it asks', () => {
    expect(wordsAt('bluegreen comp')).toEqual(['completion'])
  })

  it.each([
    [['--url', 'a', '--router', 'b'], 'b'],
    [['--router=c'], 'c'],
    [['status'], undefined],
  ])('reads the value of an option: %j', (words, value) => {
    expect(valueIn(words, ['--router', '--url'])).toBe(value)
  })
})

describe('the completion of', () => {
  /** Has `bluegreen` as a program, and a file. */
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-completion-'))
  const main = fileURLToPath(new URL('../../scripts/cli/main.ts', import.meta.url))
  const shim = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`
  let router: FakeAdmin | undefined

  beforeAll(() => {
    writeFileSync(join(folder, 'bluegreen'), shim, { mode: 0o755 })
    writeFileSync(join(folder, 'my token'), TOKEN)
  })
  afterEach(async () => {
    await router?.stop()
    router = undefined
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Returns the words that bash would offer at the end of a line. */
  async function bashAt(words: readonly string[], env: Record<string, string> = {}) {
    const script = `${shells.bash}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bluegreen; printf '%s\\n' "\${COMPREPLY[@]}"`
    const PATH = `${folder}:${process.env['PATH']}`
    const options = { cwd: folder, env: { ...env, PATH } }
    const { stdout } = await execa('bash', ['-c', script, 'bash', ...words], options)
    return stdout.split('\n').filter((line) => line !== '')
  }

  it('bash offers commands, and the models of the router', async () => {
    const models = [statusOf(), statusOf({ model: 'churn' }), statusOf({ model: 'vad' })]
    router = await fakeAdmin({ 'GET /admin/models': [200, { models }] })
    const env = { BLUEGREEN_TOKEN: TOKEN }

    expect(await bashAt(['bluegreen', 'roll'])).toEqual(['rollback'])
    expect(await bashAt(['bluegreen', 'status', '--router', router.url, 'ch'], env)).toEqual([
      'chat',
      'churn',
    ])
  })

  it('bash offers files, and no models without a router', async () => {
    const env = { BLUEGREEN_URL: 'http://127.0.0.1:1' }

    expect(await bashAt(['bluegreen', 'status', '--token-file', 'my'])).toEqual(['my token'])
    expect(await bashAt(['bluegreen', 'switch', 'chat', ''], env)).toEqual(['blue', 'green'])
  })

  it.each([
    ['bash', '-n'],
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ] as const)('%s is a script that it can read', async (shell, flag) => {
    const file = join(folder, `completion.${shell}`)
    writeFileSync(file, shells[shell])

    expect(await complaintsOfShell(shell, flag, file)).toBe('')
  })
})
