import { describe, expect, it } from 'vitest'
import { Reporters } from '../../src/control-plane/reporters.ts'
import { report } from '../support/reports.ts'

it('stores when the calls started of the 200 isolates that have been silent longest', () => {
  const reporters = new Reporters([], 'coordinator')
  const starts = { slice: 1, byAge: [1], byCaller: [{ caller: 1, route: 'other', calls: 1 }] }
  const calls = { color: 'green', release: 'v2', answering: 0, oldestWaitingMs: 0 } as const
  for (let index = 0; index < 300; index++) {
    const inProgress = [{ ...calls, waiting: 1, starts }]
    reporters.record(report([], { isolate: `isolate-${index}`, inProgress }), 1_000 + index)
  }

  const stored = reporters.entries().map(([, { inProgress }]) => inProgress)

  expect(stored.slice(0, 200).every(([one]) => one?.starts !== undefined)).toBe(true)
  expect(stored.slice(200)).toEqual(Array.from({ length: 100 }, () => [{ ...calls, waiting: 1 }]))
})

it('reports the calls in progress of all isolates without their starts', () => {
  const reporters = new Reporters([], 'collector')
  const starts = { slice: 1, byAge: [2], byCaller: [] }
  const calls = { color: 'green', release: 'v2', answering: 0, oldestWaitingMs: 5 } as const
  for (const isolate of ['a', 'b']) {
    reporters.record(report([], { isolate, inProgress: [{ ...calls, waiting: 2, starts }] }), 1_000)
  }

  expect(reporters.inProgress(1_000)).toEqual([{ ...calls, waiting: 4 }])
})

describe('the calls in progress on an isolate that is gone', () => {
  const calls = {
    color: 'green',
    release: 'v2',
    waiting: 3,
    answering: 2,
    oldestWaitingMs: 9,
  } as const

  /** Another isolate reports at these times after the isolate that is gone; returns the lost calls. */
  function lostAfter(times: readonly number[]): number {
    const reporters = new Reporters([], 'coordinator')
    reporters.record(report([], { isolate: 'gone', inProgress: [calls] }), 1_000_000)
    reporters.schedule('gone', 'baking', 1_000_000)
    let lost = 0
    for (const [index, after] of times.entries()) {
      reporters.record(report([], { isolate: 'live', sequence: index + 1 }), 1_000_000 + after)
      lost += reporters.takeLost(1_000_000 + after).reduce((sum, tally) => sum + tally.lost, 0)
    }
    return lost
  }

  it('do not include those behind a collector that is gone: its isolates live on', () => {
    const reporters = new Reporters([], 'coordinator')
    const group = { revisions: [[1, 3]], silentMs: 0 } as const
    reporters.record(report([], { isolate: 'gone', inProgress: [calls], group }), 1_000_000)
    reporters.schedule('gone', 'baking', 1_000_000)
    for (let sequence = 1; sequence <= 240; sequence++) {
      const sent = report([], { isolate: 'live', sequence })
      reporters.record(sent, 1_000_000 + sequence * 250)
    }

    expect(reporters.takeLost(1_060_000)).toEqual([])
  })

  const every = (ms: number, untilMs: number) =>
    Array.from({ length: untilMs / ms }, (_, index) => (index + 1) * ms)

  it('are lost after half a minute, once', () => {
    expect(lostAfter(every(250, 30_000))).toBe(0)
    expect(lostAfter(every(250, 90_000))).toBe(5)
  })

  it('are lost within 90 s when another isolate reports now and then', () => {
    expect(lostAfter(every(15_000, 90_000))).toBe(5)
  })

  it.each([
    ['forward by an hour', 3_600_000],
    ['back by an hour', -3_600_000],
  ])('are not lost because the clock is set %s', (_, jump) => {
    expect(lostAfter([250, 500, jump, jump + 250, jump + 15_000])).toBe(0)
  })

  it('are lost half a minute after the clock is set, too', () => {
    const times = every(250, 60_000).map((after) => after - 3_600_000)

    expect(lostAfter([250, ...times])).toBe(5)
  })
})
