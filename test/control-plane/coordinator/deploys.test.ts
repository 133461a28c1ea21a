import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  command,
  freshModel,
  makeLive,
  stage,
  statusOf,
  switchByForce,
} from '../../support/worker/router-under-test.ts'

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

describe('a deploy', () => {
  /** Restarts the coordinator as if the last deploy had configured other releases. */
  async function afterDeploy(model: string, colors: readonly ('blue' | 'green')[]): Promise<void> {
    await runInDurableObject(coordinatorOf(model), (_, state) => {
      const read = "SELECT document FROM state WHERE key = 'configured'"
      const before = JSON.parse(state.storage.sql.exec<{ document: string }>(read).one().document)
      for (const color of colors) before[color].release = 'of an earlier deploy'
      const write = "UPDATE state SET document = ? WHERE key = 'configured'"
      state.storage.sql.exec(write, JSON.stringify(before))
    })
    await evictDurableObject(coordinatorOf(model))
  }

  it('stages the release that it changed for the idle slot', async () => {
    const model = freshModel()
    await stage(model, 'v3')

    await afterDeploy(model, ['green'])

    expect(await statusOf(model)).toMatchObject({
      revision: 3,
      live: 'blue',
      configured: [],
      slots: { green: { release: 'v2', verified: false, stagedBy: 'deploy' } },
    })
  })

  it('changes nothing when it did not change the configuration', async () => {
    const model = freshModel()
    await stage(model, 'v3')

    await afterDeploy(model, [])

    expect(await statusOf(model)).toMatchObject({
      revision: 2,
      slots: { green: { release: 'v3' } },
    })
  })

  it('never touches the live slot or a bake: the status shows the difference', async () => {
    const [live, baking] = [freshModel(), freshModel()]
    await makeLive(live, 'v3')
    await stage(baking, 'v3')
    await switchByForce(baking, 'green')

    for (const model of [live, baking]) await afterDeploy(model, ['blue', 'green'])

    for (const model of [live, baking]) {
      expect(await statusOf(model)).toMatchObject({
        live: 'green',
        slots: { green: { release: 'v3' }, blue: { release: 'v1' } },
        configured: [{ color: 'green', release: 'v2' }],
        alerts: [{ code: 'config_differs', message: expect.stringContaining('live v3') }],
      })
    }
  })

  it('raises an alert once, until the configured release stands in a slot', async () => {
    const model = freshModel()
    await makeLive(model, 'v3')
    await afterDeploy(model, ['green'])
    await statusOf(model)
    await evictDurableObject(coordinatorOf(model))
    const during = await statusOf(model)

    await command(model, 'apply', { replace: true })

    expect(during.alerts).toMatchObject([{ code: 'config_differs' }])
    expect(await statusOf(model)).toMatchObject({ alerts: [] })
    const history = await coordinatorOf(model).history(9)
    const entries = history.filter(({ alert }) => alert === 'config_differs')
    expect(entries.map(({ action }) => action)).toEqual(['alert_cleared', 'alert'])
  })

  it('raises no alert for what an operator staged', async () => {
    const model = freshModel()

    await makeLive(model, 'v3')

    expect(await statusOf(model)).toMatchObject({
      configured: [{ color: 'green', release: 'v2' }],
      alerts: [],
    })
  })

  it('is applied by an operator, into the idle slot', async () => {
    const model = freshModel()
    await makeLive(model, 'v3')

    const refused = await command(model, 'apply')
    const applied = await command(model, 'apply', { replace: true })

    expect(await refused.json()).toMatchObject({ error: { code: 'slot_taken' } })
    expect(await applied.json()).toMatchObject({
      live: 'green',
      configured: [{ color: 'blue', release: 'v1' }],
      slots: { blue: { release: 'v2', verified: false } },
    })
  })
})
