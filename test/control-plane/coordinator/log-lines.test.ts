import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { override } from '../../support/worker/faults/override.ts'
import { linesOf, recordedLog } from '../../support/worker/log-lines.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  administer,
  freshModel,
  script,
  statusOf,
  switchTo,
  switchByForce,
} from '../../support/worker/router-under-test.ts'

const lines = recordedLog()

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

/** A report of 20 calls to green, all of which failed. */
function allFailed(sequence = 1) {
  return report([currentTally({ started: 20, fault: 20 })], { sequence })
}

describe('rollback', () => {
  const event = 'rollback'

  it('is logged with the evidence when the candidate is faulty', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await coordinatorOf(model).report(allFailed())

    const moved = { from: 'green', fromRelease: 'v2', to: 'blue', toRelease: 'v1' }
    const rollout = { model, revision: 3, action: 'rollback', ...moved }
    const numbers = { signal: 'fault', calls: 20, bad: 20, seconds: 1, limit: 0.01 }
    const evidence = expect.stringContaining('20 of 20 calls failed on green')
    const cause = { by: 'router', source: 'detector', reason: 'green is faulty', evidence }
    const line = { writtenBy: 'error', level: 'error', event, ...cause }
    expect(linesOf(lines(), event, model)).toEqual([{ ...line, ...rollout, ...numbers }])
  })

  it('is not logged when an operator asked for it', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    await administer(`/models/${model}/rollback`, { method: 'POST' })

    expect(await statusOf(model)).toMatchObject({ live: 'blue', revision: 3 })
    expect(linesOf(lines(), event, model)).toEqual([])
    const byOperator = {
      action: 'rollback',
      revision: 3,
      from: 'green',
      to: 'blue',
      by: 'operator',
    }
    expect(linesOf(lines(), 'decision', model).at(-1)).toMatchObject(byOperator)
  })
})

describe('an alert', () => {
  const code = 'live_faulty'

  /** A model whose candidate is faulty, by two reports, while stable does not answer. */
  async function modelWithAlert(): Promise<string> {
    const model = freshModel()
    await script(model, 'blue', { first: 'reset' })
    await switchByForce(model, 'green')
    await coordinatorOf(model).report(allFailed(1))
    await coordinatorOf(model).report(allFailed(2))
    return model
  }

  it('is logged once, however many reports confirm it', async () => {
    const event = 'alert'

    const model = await modelWithAlert()

    const message = expect.stringContaining('green is faulty')
    const evidence = expect.stringContaining('calls failed on green')
    const line = { writtenBy: 'error', level: 'error', event, model, code, message, evidence }
    expect(linesOf(lines(), event, model).filter((one) => one['code'] === code)).toEqual([line])
  })

  it('is logged once when it is cleared', async () => {
    const event = 'alert_cleared'
    const model = await modelWithAlert()

    await switchTo(model, 'blue')

    const reason = expect.stringContaining('rollback')
    const line = { writtenBy: 'log', level: 'log', event, model, code, reason }
    expect(linesOf(lines(), event, model).filter((one) => one['code'] === code)).toEqual([line])
  })
})

it('kv_failure is logged for each write that fails', async () => {
  const event = 'kv_failure'
  const model = freshModel()
  await statusOf(model)
  let puts = 0
  const put = async () => {
    puts++
    throw new Error('KV PUT failed: 429')
  }
  const POINTERS = override(env.POINTERS, { put })
  const cause = { by: 'ada', source: 'test', reason: 'because' }
  const toGreen = { type: 'switch', to: 'green', cause } as const

  await restarted(model, { POINTERS }, (coordinator) =>
    coordinator.command({ event: toGreen, ifRevision: undefined })
  )

  const write = { model, operation: 'write', revision: 2, message: 'KV PUT failed: 429' }
  const line = { writtenBy: 'warn', level: 'warn', event, ...write }
  expect(puts).toBe(1)
  expect(linesOf(lines(), event, model)).toEqual(Array.from({ length: puts }, () => line))
})

describe('pointer_refused', () => {
  const event = 'pointer_refused'

  it.each([
    ['a coordinator', coordinatorOf],
    ['a collector', (model: string) => env.COLLECTOR.getByName(`${model}/weur/0`)],
  ])('is logged by %s for a document in a report that is not a pointer', async (_, receiverOf) => {
    const model = freshModel()
    const receiver = receiverOf(model)
    const sent = { ...report([]), pointer: { revision: 'seven' } }

    await Reflect.apply(receiver.report, receiver, [sent])

    const refused = { model, source: 'report', reason: 'malformed' }
    const line = { writtenBy: 'warn', level: 'warn', event, ...refused }
    expect(linesOf(lines(), event, model)).toEqual([line])
  })
})
