import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { exitOf, startScript } from '../support/run-script.ts'

it('ends without a word when the reader of its output is gone, as with head', async () => {
  const child = startScript('cli/main.ts', ['--help'], {})
  child.stdout?.destroy()

  const [exitCode, errors] = await Promise.all([exitOf(child), child.stderr && text(child.stderr)])

  expect(errors).toBe('')
  // 128 and SIGPIPE, as shells say.
  expect(exitCode).toBe(141)
})
