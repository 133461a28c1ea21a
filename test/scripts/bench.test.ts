import { describe, expect, it } from 'vitest'
import { totalOf } from '../../scripts/bench/instructions/callgrind.ts'
import { tableOf } from '../../scripts/bench/instructions/table.ts'
import { RequestReader } from '../../scripts/bench/latency/request-reader.ts'
import { ResponseReader } from '../../scripts/bench/latency/response-reader.ts'
import type { Sample } from '../../scripts/bench/latency/rounds.ts'
import { quantile, rowsOf } from '../../scripts/bench/latency/summary.ts'
import { names } from '../../scripts/bench/latency/target.ts'

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'

describe('ResponseReader', () => {
  it.each([chunked, whole])('finds the end of %j with any cut into chunks', (response) => {
    for (let cut = 1; cut < response.length; cut++) {
      const reader = new ResponseReader()

      const first = reader.take(Buffer.from(response.slice(0, cut)))
      const second = reader.take(Buffer.from(response.slice(cut)))

      expect([cut, first, second]).toEqual([cut, false, true])
    }
  })

  it('reads one response after another', () => {
    const reader = new ResponseReader()

    const ends = [whole, chunked, whole].map((response) => reader.take(Buffer.from(response)))

    expect(ends).toEqual([true, true, true])
  })

  it('throws when the status is not 200', () => {
    const reader = new ResponseReader()

    expect(() => reader.take(Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n'))).toThrow('502')
  })
})

describe('RequestReader', () => {
  it('finds requests of known length and chunked ones with any cut into chunks', () => {
    const first = 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}'
    const second = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'
    const both = first + second
    for (let cut = 1; cut < both.length; cut++) {
      const reader = new RequestReader()

      const requests = [both.slice(0, cut), both.slice(cut)].flatMap((part) =>
        reader.take(Buffer.from(part))
      )

      expect(requests).toEqual([first, second])
    }
  })
})

describe('quantile', () => {
  it('returns the nearest existing value', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(quantile([3, 1, 2], 0.99)).toBe(3)
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('rowsOf', () => {
  it('compares the CPU time of a call with that of the floor in the same round', () => {
    const samples = [
      sample({ target: names.floor, round: 0, cpuSeconds: 1 }),
      sample({ target: names.ours, round: 0, cpuSeconds: 1.1 }),
      sample({ target: names.floor, round: 1, cpuSeconds: 10 }),
      sample({ target: names.ours, round: 1, cpuSeconds: 11 }),
    ]

    const [, ours] = rowsOf(samples, 'small')

    expect(ours?.timesFloor).toBeCloseTo(1.1)
  })

  it('subtracts the latency of the origin from that of a target', () => {
    const samples = [
      sample({ target: names.origin, latencyMs: 2 }),
      sample({ target: names.ours, latencyMs: 5 }),
    ]

    const [, ours] = rowsOf(samples, 'small')

    expect(ours).toMatchObject({ p50Ms: 5, addedMs: 3, timesFloor: undefined })
  })

  it('uses the lag of events where the origin sets the pace of a call', () => {
    const busy = { calls: 1, seconds: 1, latenciesMs: [1000], lagsMs: [1, 2, 3] }

    const [row] = rowsOf([sample({ busy, lone: undefined })], 'small')

    expect(row?.p50Ms).toBe(2)
  })
})

function sample(overrides: Partial<Sample> & { readonly latencyMs?: number }): Sample {
  const { latencyMs = 1, ...rest } = overrides
  const burst = { calls: 100, seconds: 1, latenciesMs: [latencyMs], lagsMs: [] }
  const base = { scenario: 'small', target: names.ours, round: 0, cpuSeconds: 1 } as const
  return { ...base, busy: burst, lone: burst, ...rest }
}

describe('instructions', () => {
  it('adds the instructions of all threads of a process', () => {
    const status = 'threads: 1 2\nevents-1: 700\nevents-1-0: 9\nevents-2: 50\nevents-2-0: 9\n'

    expect(totalOf(status)).toBe(750)
  })

  it('compares a target with the floor on the same kind of call', () => {
    const table = tableOf([
      { target: names.floor, title: 'small JSON', counts: [900, 1_100] },
      { target: names.floor, title: '64 KiB JSON', counts: [5_000] },
      { target: names.ours, title: 'small JSON', counts: [1_250] },
    ])

    expect(table.split('\n').at(-1)).toBe('| small JSON | **bluegreen** | 1.3 | 1.3–1.3 | 1.25 |')
  })
})
