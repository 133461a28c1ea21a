import { expect, it } from 'vitest'
import { runScript } from '../support/run-script.ts'

it('npm run demo succeeds and ends with its summary as JSON', async () => {
  const { exitCode, stdout, stderr } = await runScript('demo/main.ts', [
    '--json',
    '--port',
    '15787',
  ])

  const summary: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect(summary).toMatchObject({
    ok: true,
    problems: [],
    rollouts: [
      { from: 'v1', to: 'v2', result: 'rolled_back', endedBy: 'router' },
      { from: 'v1', to: 'v3', result: 'completed', endedBy: 'npm run demo' },
    ],
  })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('chat: green (v2) is NOT verified: 2 of 3 golden requests passed')
  expect(stdout).toContain('expected  " the sons of the LORD of"')
  expect(stdout).toContain('chat: green (v2) is VERIFIED: 3 of 3 golden requests passed')
  expect(stdout).toContain('ROLLED BACK to blue v1')
  expect(stderr).toContain('That release was rolled back, and nobody has forgiven it.')
  expect(stdout).toMatch(/^chat: green \(v3\) is now stable, revision \d+$/m)
})
