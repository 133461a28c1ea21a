import { expect, it } from 'vitest'
import { runScript } from '../support/run-script.ts'

it('npm run demo succeeds and ends with its summary as JSON', async () => {
  const { exitCode, stdout } = await runScript('demo/main.ts', ['--json', '--port', '15787'])

  const summary: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect(summary).toMatchObject({ ok: true, problems: [] })
  expect(exitCode).toBe(0)
})
