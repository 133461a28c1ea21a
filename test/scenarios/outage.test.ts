import { expect, it } from 'vitest'
import type { Status } from '../../src/control-plane/admin/answers.ts'
import {
  crash,
  restart,
  startScenario,
  startTinyGpt,
  tableOf,
} from '../support/scenarios/scenario.ts'
import { startChat } from '../support/scenarios/traffic.ts'

const [v1, v2] = [await startTinyGpt('v1'), await startTinyGpt('v2')]
const [other1, other2] = [await startTinyGpt('v1'), await startTinyGpt('v2')]
const { router, operator } = await startScenario(
  {
    both: tableOf('/both', [v1, v2], { bake_seconds: 600 }),
    stable: tableOf('/stable', [other1, other2], { bake_seconds: 600 }),
  },
  [v1, v2, other1, other2]
)

const alert =
  '2 alert green tiny-gpt-v2 by router (detector): green is faulty, but blue is no better, so traffic stays on green'

/** Whether the live color is known to be faulty. */
function isFaulty({ alerts }: Status): boolean {
  return alerts.some(({ code }) => code === 'live_faulty')
}

/** The history without the alert that stable is not ready, whose time depends on probes. */
async function decisionsOf(model: string): Promise<readonly string[]> {
  return (await operator.history(model)).filter((line) => !line.includes('by router (probe)'))
}

// The alert ends after three good minutes: test/control-plane/coordinator/alerts.test.ts waits for that.
it('an outage of both colors raises an alert and moves no traffic, also when both are back', async () => {
  const clients = startChat(`${router.url}/both`)
  await clients.more(20)

  await operator.runs('switch', 'both', '--reason', 'v2 looks good')
  await clients.more(20)
  await Promise.all([crash(v1), crash(v2)])
  await operator.waits('both', isFaulty)
  const during = await operator.runs('status', 'both')
  await restart(v2)
  await restart(v1)
  const backSince = Date.now()
  // Longer than the five seconds for which the last answers of stable count.
  await clients.more(200)
  await clients.stop()

  expect(during).toContain('both: live is green (tiny-gpt-v2), revision 2')
  expect(during).toMatch(/ALERT +green is faulty, but blue is no better, so traffic stays on green/)
  expect(during).toMatch(/faulty: \d+ of \d+ calls were refused or reset on green in \d+ s/)
  expect(during).toContain('no automatic rollback: blue is not ready')
  expect(await operator.runs('status', 'both')).toContain(
    'both: live is green (tiny-gpt-v2), revision 2'
  )
  expect(await decisionsOf('both')).toEqual([
    alert,
    expect.stringMatching(/^\d+ of \d+ calls were refused or reset on green in \d+ s; at most 5 %/),
    '2 switch blue tiny-gpt-v1 → green tiny-gpt-v2 by anna (cli): v2 looks good',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  const after = clients.calls.filter(({ startedAt }) => startedAt > backSince)
  for (const call of after)
    expect(call).toMatchObject({ release: 'tiny-gpt-v2', failure: undefined })
})

it('after an outage of both colors traffic goes back to stable, if only stable is back', async () => {
  const clients = startChat(`${router.url}/stable`)
  await clients.more(20)

  await operator.runs('switch', 'stable', '--reason', 'v2 looks good')
  await clients.more(20)
  await Promise.all([crash(other1), crash(other2)])
  await operator.waits('stable', isFaulty)
  await restart(other1)
  await operator.waits('stable', ({ live }) => live === 'blue')
  await clients.more(20)
  await clients.stop()

  const status = await operator.runs('status', 'stable')
  expect(status).toContain('stable: live is blue (tiny-gpt-v1), revision 3')
  expect(status).not.toContain('ALERT')
  expect(await decisionsOf('stable')).toEqual([
    '3 alert_cleared blue tiny-gpt-v1 by router (rollout): ended by the action rollback, revision 3',
    '3 rollback green tiny-gpt-v2 → blue tiny-gpt-v1 by router (detector): green is faulty',
    expect.stringMatching(
      /^\d+ of \d+ calls .*were refused or reset on green in \d+ s; stable answered/
    ),
    alert,
    expect.stringMatching(/^\d+ of \d+ calls were refused or reset on green in \d+ s/),
    '2 switch blue tiny-gpt-v1 → green tiny-gpt-v2 by anna (cli): v2 looks good',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(clients.calls.at(-1)).toMatchObject({ release: 'tiny-gpt-v1', failure: undefined })
})
