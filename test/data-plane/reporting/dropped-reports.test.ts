import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { Collector } from '../../../src/control-plane/collector/collector.ts'
import { parseConfiguration } from '../../../src/control-plane/config/parse-configuration.ts'
import { failed } from '../../../src/core/reporting/outbox.ts'
import { nextReport } from '../../../src/data-plane/reporting/next-report.ts'
import { countsOf, outcomeBufferOf } from '../../../src/data-plane/reporting/outcome-buffer.ts'
import { currentTally, report } from '../../support/reports.ts'
import { breakable, unreachable } from '../../support/worker/faults/coordinator-faults.ts'
import { linesOf, recordedLog } from '../../support/worker/log-lines.ts'
import { freshModel } from '../../support/worker/router-under-test.ts'

const lines = recordedLog()

/** Returns a model, and its buffer with one call in each of `tallies` slices. */
function bufferWith(tallies: number) {
  const name = freshModel()
  const [model] = parseConfiguration(env).models.filter((known) => known.name === name)
  if (model === undefined) throw new Error(`no model is named ${name}`)
  const buffer = outcomeBufferOf(model, 0)
  for (let slice = 0; slice < tallies; slice++) {
    countsOf(buffer, { color: 'blue', release: 'v1', slice, caller: 0, route: OTHER_ROUTE })
      .started++
  }
  return { model, buffer }
}

describe('report_dropped', () => {
  const event = 'report_dropped'
  const line = { writtenBy: 'warn', level: 'warn', event }

  it('is logged once for the tallies that a full buffer dropped', () => {
    const { model, buffer } = bufferWith(4_100)

    nextReport(model, buffer, Date.now())
    buffer.outbox = { ...buffer.outbox, unacknowledged: undefined }
    nextReport(model, buffer, Date.now())

    expect(linesOf(lines(), event)).toEqual([{ ...line, model: model.name, tallies: 4 }])
  })

  it('is logged for a report that is dropped after a change of its target', () => {
    const { model, buffer } = bufferWith(3)
    nextReport(model, buffer, Date.now())
    for (let failures = 0; failures < 4; failures++) {
      buffer.outbox = failed(buffer.outbox, 'gone', 0, 0)
    }

    nextReport({ ...model, collectors: 1 }, buffer, Date.now())

    expect(linesOf(lines(), event)).toEqual([{ ...line, model: model.name, tallies: 3 }])
  })

  it('is logged once for the tallies that a full collector dropped', async () => {
    const model = freshModel()
    const coordinators = breakable(env.COORDINATOR)
    coordinators.failWith(unreachable)
    const bindings = { ...env, COORDINATOR: coordinators.namespace }
    const tallies = Array.from({ length: 20_005 }, (_, slice) => currentTally({ slice }))
    const stub = env.COLLECTOR.getByName(`${model}/weur/0`)

    const reporting = runInDurableObject(stub, (_, state) =>
      new Collector(state, bindings).report(report(tallies))
    )

    await expect(reporting).rejects.toThrow('no pointer')
    expect(linesOf(lines(), event)).toEqual([{ ...line, model, tallies: 5 }])
  })
})
