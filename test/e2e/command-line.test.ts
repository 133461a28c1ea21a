import { describe, expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { runBluegreen } from '../support/run-script.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired } from '../support/wire/pair.ts'
import { TOKEN } from '../support/wire/router.ts'

const { green, router, fresh } = paired()

function bluegreen(...args: readonly string[]) {
  return runBluegreen(args, { BLUEGREEN_URL: router().url, BLUEGREEN_TOKEN: TOKEN, TZ: 'UTC' })
}

/** The origins of these tests answer no probes. */
const forced = ['--force', 'test'] as const

test('bluegreen call prints what the idle color answers, and no count has it', async () => {
  const { name, counts } = fresh()
  const running = bluegreen('call', name, '/v1/x', '--color', 'idle', '-d', '{}')
  answerWith(await green().take().taken, { body: 'of green' })

  const { exitCode, stdout, stderr } = await running

  expect([exitCode, stdout]).toEqual([0, 'of green'])
  expect(stderr).toContain('200 from green v2, revision 1;')
  expect(await counts('green')()).toMatchObject({ calls: 0, running: 0 })
})

describe('bluegreen switch --wait', () => {
  test.each([
    ['rollback', 6, 'rolled_back', 'blue'],
    ['promote', 0, 'completed', 'green'],
  ] as const)(
    'ends with a %s by another operator: %i',
    async (command, exitCode, result, color) => {
      const { name } = fresh()
      const waiting = bluegreen('switch', 'green', '-m', name, ...forced, '--wait', '--json')
      const phase = async () => (await router().statusOf(name)).phase
      await expect.poll(phase, pollOptions).toBe('baking')

      await bluegreen(command, name)
      const ended = await waiting

      expect(ended.exitCode).toBe(exitCode)
      expect(JSON.parse(ended.stdout)).toMatchObject({
        rollout: { id: `${name}-2`, release: 'v2', from: 'v1', result, revisions: [2, 3] },
        live: { color, revision: 3 },
      })
    }
  )

  test('ends with 0 when the switch itself goes back to stable', async () => {
    const { name, switchTo } = fresh()
    await switchTo('green')
    const flags = [...forced, '--wait', '--json']

    const { exitCode, stdout } = await bluegreen('switch', 'blue', '-m', name, ...flags)

    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      wait: { for: 'live=v1', result: 'reached' },
      rollout: { result: 'rolled_back' },
    })
  })

  test('ends with 7 when the bake lasts longer', async () => {
    const { name } = fresh()
    const flags = [...forced, '--wait', '--timeout', '1s']

    const { exitCode, stdout } = await bluegreen('switch', 'green', '-m', name, ...flags)

    expect(exitCode).toBe(7)
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d UTC m\d+ r2 {2}green v2 baking 30 min; blue v1 is stable$/m
    )
    expect(stdout).toContain('still under way after 1 s: green v2 bakes and is undecided')
  })
})
