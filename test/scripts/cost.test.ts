import { describe, expect, it } from 'vitest'
import { amountsOf } from '../../scripts/cost/cost-table.ts'
import { loadOf } from '../../scripts/cost/loads.ts'
import { parseLoads } from '../../scripts/cost/parse-loads.ts'
import { prices } from '../../scripts/cost/prices.ts'
import { MONTH_SECONDS, ROWS_PER_SAVE, usageOf } from '../../scripts/cost/usage.ts'

const idle = { rolloutsPerMonth: 0 }

describe('what a model uses in a month', () => {
  it('is a report from each isolate every two seconds at rest', () => {
    const { objectRequests } = usageOf(loadOf(1_000, { ...idle, isolates: 20 }))

    expect(objectRequests).toBeCloseTo(10 * MONTH_SECONDS, -1)
  })

  it('has never more than 300 reports a second, however many isolates there are', () => {
    const { objectRequests } = usageOf(loadOf(1e6, { ...idle, isolates: 20_000 }))

    expect(objectRequests / MONTH_SECONDS).toBeLessThanOrEqual(300)
    expect(objectRequests / MONTH_SECONDS).toBeGreaterThan(299)
  })

  it('has two reports and a read of the pointer for each call when calls are rare', () => {
    const { objectRequests, rowsWritten } = usageOf(loadOf(0.001, idle))

    expect(objectRequests / (0.001 * MONTH_SECONDS)).toBeCloseTo(3, 1)
    expect(rowsWritten).toBeCloseTo(2 * ROWS_PER_SAVE * 0.001 * MONTH_SECONDS, 0)
  })

  it('saves once a second at most', () => {
    expect(usageOf(loadOf(1e6, idle)).rowsWritten).toBe(ROWS_PER_SAVE * MONTH_SECONDS)
  })

  it('has requests of collectors, which are awake too', () => {
    const direct = usageOf(loadOf(1e6, { ...idle, isolates: 20_000 }))
    const collected = usageOf(loadOf(1e6, { ...idle, isolates: 20_000, collectors: 96 }))

    expect(collected.objectGigabyteSeconds).toBe(97 * direct.objectGigabyteSeconds)
    expect(collected.objectRequests / MONTH_SECONDS).toBeCloseTo(10_000 + 48, 0)
  })

  it('writes each revision of a rollout to KV', () => {
    expect(usageOf(loadOf(10, { rolloutsPerMonth: 5 })).kvWrites).toBe(20)
  })
})

it('bills what goes beyond the included amounts of all models together', () => {
  const [requests] = amountsOf(loadOf(10), 2)
  const calls = 2 * 10 * MONTH_SECONDS

  expect(requests?.list).toBeCloseTo(calls * prices.workerRequests.unit)
  expect(requests?.beyond).toBeCloseTo((calls - 10e6) * prices.workerRequests.unit)
})

describe('parseLoads', () => {
  it('takes several rates, models, and numbers in place of assumptions', () => {
    const args = ['--calls-per-second', '5', '--calls-per-second', '50', '--models', '3']

    const { loads, models } = parseLoads([...args, '--isolates', '7', '--rollouts', '0'])

    expect(models).toBe(3)
    expect(loads).toEqual([5, 50].map((rate) => loadOf(rate, { isolates: 7, rolloutsPerMonth: 0 })))
  })

  it.each([
    [['--calls-per-second', 'many'], '--calls-per-second: expected a number above 0, not "many"'],
    [['--isolates', '0'], '--isolates: expected a number above 0, not "0"'],
    [['--cpu-ms=-1'], '--cpu-ms: expected a number, not "-1"'],
    [['--speed', '1'], '--speed'],
  ])('refuses %j', (args, message) => {
    expect(() => parseLoads(args)).toThrow(message)
  })
})
