import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EvidenceSample } from '../../../src/core/detector/evidence-series.ts'
import { SeriesStore } from '../../../src/control-plane/coordinator/series-store.ts'
import { currentTally, report } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  command,
  freshModel,
  script,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

describe('the series of the evidence', () => {
  it('shows the rise of the evidence to a rollback, also after a restart', async () => {
    const model = freshModel()
    await statusOf(model)
    vi.setSystemTime(Date.now() + 60_000)
    await switchTo(model, 'green')
    for (const [index, fault] of [0, 1, 1, 1, 10].entries()) {
      vi.setSystemTime(Date.now() + 1_000)
      // Each fault is that of another caller.
      const faults = Array.from({ length: fault }, (_, caller) =>
        currentTally({ started: 1, fault: 1, caller: 10 * index + caller })
      )
      const tallies = [currentTally({ started: 10 - fault }), ...faults]
      await coordinatorOf(model).report(report(tallies, { sequence: index + 1, revision: 2 }))
    }
    expect(await statusOf(model)).toMatchObject({ live: 'blue', quarantined: 'green' })

    const before = await coordinatorOf(model).evidenceAfter(0)
    const after = await restarted(model, {}, async (coordinator) => coordinator.evidenceAfter(0))

    const green = before.filter(({ color }) => color === 'green')
    const ratios = green.map(({ ratio }) => ratio)
    expect(ratios[0]).toBe(0)
    expect(ratios).toEqual(ratios.toSorted((one, another) => one - another))
    expect(ratios.filter((ratio) => ratio > 0 && ratio < 1).length).toBeGreaterThan(1)
    expect(ratios.at(-1)).toBeGreaterThanOrEqual(1)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(green.at(-1)).toMatchObject({ share: 100, signal: 'fault', calls: 10, faults: 10 })
  })

  it('has a sample at each decision, of the color that was judged until then', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const { changedAt = '' } = await statusOf(model)
    await command(model, 'rollback', { reason: 'test' })

    const samples = await coordinatorOf(model).evidenceAfter(Date.parse(changedAt))

    expect(samples.some(({ color, share }) => color === 'green' && share === 100)).toBe(true)
    expect(samples.at(-1)?.ratio).toBe(0)
  })

  it('shows the failures of a color at rest, from the calls of an isolate', async () => {
    const model = freshModel()
    await script(model, 'blue', { status: 500 })
    const isolate = coldIsolate()
    await (await isolate.call(model, { headers: { 'x-bluegreen-failover': 'never' } })).text()
    await isolate.reported()

    const sample = await vi.waitFor(async () => {
      const samples = await coordinatorOf(model).evidenceAfter(0)
      const found = samples.find(({ faults }) => faults > 0)
      if (found === undefined) throw new Error('there is no sample of the failure yet')
      return found
    }, 10_000)

    expect(sample).toMatchObject({
      color: 'blue',
      share: 100,
      signal: 'fault',
      calls: 1,
      faults: 1,
    })
    expect(sample.ratio).toBeGreaterThan(0)
    expect(sample.ratio).toBeLessThan(1)
  })

  it('gives only what is newer than the cursor', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const samples = await coordinatorOf(model).evidenceAfter(0)
    const { at = NaN } = samples.at(-1) ?? {}

    expect(samples.length).toBeGreaterThan(0)
    expect(await coordinatorOf(model).evidenceAfter(at)).toEqual([])
    expect(await coordinatorOf(model).evidenceAfter(at - 1)).toEqual(samples.slice(-1))
  })
})

/** A sample of each second from a time on. */
function secondsFrom(at: number, seconds: number): readonly EvidenceSample[] {
  const rest = {
    color: 'green',
    share: 5,
    ratio: 0.1,
    signal: 'fault',
    calls: 2,
    faults: 0,
  } as const
  return Array.from({ length: seconds }, (_, second) => ({ at: at + second * 1000, ...rest }))
}

/** Runs `use` with an empty series over real SQLite, and a count of the rows that are written. */
function withSeries<Result>(
  use: (store: SeriesStore, written: () => number, reopened: () => SeriesStore) => Result
): Promise<Result> {
  return runInDurableObject(coordinatorOf(freshModel()), (_, { storage: { sql } }) => {
    sql.exec('DELETE FROM evidence_series')
    let rows = 0
    const exec: SqlStorage['exec'] = (query, ...bindings) => {
      const cursor = sql.exec<never>(query, ...bindings)
      rows += cursor.rowsWritten
      return cursor
    }
    const counting: SqlStorage = Object.assign(Object.create(sql), { exec })
    const store = new SeriesStore(counting, undefined)
    return use(
      store,
      () => rows,
      () => new SeriesStore(sql, store.tail)
    )
  })
}

function addAll(store: SeriesStore, samples: readonly EvidenceSample[]): void {
  for (const sample of samples) {
    store.add(sample)
    store.flushIfDue(sample.at)
  }
}

const HOUR_MS = 3_600_000

describe('the table of the series', () => {
  it('costs about one written row a minute of a bake', async () => {
    await withSeries((store, written) => {
      const before = written()

      addAll(store, secondsFrom(100 * HOUR_MS, 3_600))

      expect(written() - before).toBeGreaterThan(55)
      expect(written() - before).toBeLessThanOrEqual(70)
    })
  })

  it('keeps each second of the last quarter of an hour, and a sample of each minute before', async () => {
    await withSeries((store, _written, reopened) => {
      const from = 100 * HOUR_MS
      addAll(store, secondsFrom(from, 7_200))

      const samples = reopened().after(0)
      const until = from + 7_200_000
      const fine = samples.filter(({ at }) => at >= until - 900_000)
      const old = samples.filter(({ at }) => at < until - 1_800_000)

      expect(fine).toHaveLength(900)
      expect(old).toHaveLength(90)
      expect(samples.reduce((sum, { calls }) => sum + calls, 0)).toBe(14_400)
      expect(samples.map(({ at }) => at)).toEqual(
        samples.map(({ at }) => at).toSorted((a, b) => a - b)
      )
    })
  })

  it('forgets what is older than a day, after a pause too', async () => {
    await withSeries((store) => {
      const from = 100 * HOUR_MS
      addAll(store, secondsFrom(from, 1_800))
      addAll(store, secondsFrom(from + 3 * HOUR_MS, 60))
      expect(store.after(0).length).toBe(30 + 60)

      addAll(store, secondsFrom(from + 25 * HOUR_MS, 60))

      expect(store.after(0).map(({ at }) => at)[0]).toBe(from + 3 * HOUR_MS)
    })
  })

  it('goes on where it was after a restart, and leaves out samples of a newer version', async () => {
    await withSeries((store, _written, reopened) => {
      addAll(store, secondsFrom(100 * HOUR_MS, 90))

      expect(reopened().last?.at).toBe(100 * HOUR_MS + 89_000)
      expect(reopened().after(0)).toEqual(store.after(0))
    })
    await runInDurableObject(coordinatorOf(freshModel()), (_, { storage: { sql } }) => {
      const newer = { shape: 99, samples: secondsFrom(0, 1) }
      sql.exec("INSERT OR REPLACE INTO evidence_series VALUES (7, 99, '{}')")

      const store = new SeriesStore(sql, newer)

      expect(store.last).toBeUndefined()
      expect(store.after(0)).toEqual([])
    })
  })
})
