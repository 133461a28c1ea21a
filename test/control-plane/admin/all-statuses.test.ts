import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { allStatuses } from '../../../src/control-plane/admin/all-statuses.ts'
import { configuredModels } from '../../../src/control-plane/config/configured-models.ts'
import { override } from '../../support/worker/faults/override.ts'

afterEach(() => vi.useRealTimers())

const [first] = configuredModels

/** Models of which only the name is read. */
function modelsOf(count: number) {
  if (first === undefined) throw new Error('there is no model')
  return Array.from({ length: count }, (_, index) => ({ ...first, name: `n${index}` }))
}

const never = new Promise<never>(() => undefined)

function bindingsWith(status: (model: string) => Promise<object>) {
  const getByName = (name: string) => ({ status: () => status(name) })
  return { ...env, COORDINATOR: override(env.COORDINATOR, { getByName }) }
}

describe('the list of hundreds of models', () => {
  it('asks some coordinators at a time, and keeps the order', async () => {
    const asked = { now: 0, most: 0 }
    const answer = async (model: string) => {
      asked.most = Math.max(asked.most, ++asked.now)
      await scheduler.wait(Number(model.slice(1)) % 3)
      asked.now--
      return { model }
    }

    const statuses = await allStatuses(modelsOf(300), bindingsWith(answer))

    expect(statuses.map(({ model }) => model)).toEqual(modelsOf(300).map(({ name }) => name))
    expect(asked.most).toBe(64)
  })

  it('shows those that answer, however many coordinators are silent', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const answer = (model: string) => (model === 'n7' ? never : Promise.resolve({ model }))

    const statuses = allStatuses(modelsOf(300), bindingsWith(answer))
    await vi.advanceTimersByTimeAsync(8_000)

    const silent = (await statuses).filter((status) => 'error' in status)
    expect(silent).toEqual([
      {
        model: 'n7',
        error: {
          code: 'coordinator_unavailable',
          message: expect.stringContaining('No answer in 8 s.'),
        },
      },
    ])
  })

  it('takes no longer when more coordinators are silent than are asked at a time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })

    const statuses = allStatuses(
      modelsOf(130),
      bindingsWith(() => never)
    )
    await vi.advanceTimersByTimeAsync(8_000)

    expect((await statuses).filter((status) => 'error' in status)).toHaveLength(130)
  })
})
