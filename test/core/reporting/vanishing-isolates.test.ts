import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, OTHER_ROUTE, type Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { lostCalls, type Incident } from '../../../src/core/reporting/lost-calls.ts'
import { startsOf } from '../../../src/core/reporting/starts.ts'
import type { CohortKey, Tally } from '../../../src/core/reporting/tally.ts'
import { endOf, groupsOf, seen, tally, verdictOn } from '../../support/evidence.ts'

const green = { color: 'green', release: 'v2' } as const
const FROM = 1_000
const SECONDS = 300
const SILENCE = 31

interface Fleet {
  readonly isolates: number
  /** Calls that each isolate starts in a second, by as many callers in turn. */
  readonly rate: number
  /** Seconds from the start of a call to its success. */
  readonly duration: number
  /** Whether an isolate vanishes at the end of a second. Another one takes its place. */
  readonly vanishes: (isolate: number, second: number) => boolean
  readonly callerOf?: (call: number) => number
  readonly reference?: Evidence
}

interface Running extends CohortKey {
  readonly isolate: number
}

/** The first second at which the color is faulty, and the number of lost calls. */
function outcomeOf({ isolates, rate, duration, vanishes, callerOf, reference }: Fleet) {
  let evidence = emptyEvidence(FROM)
  let running: readonly Running[] = []
  let incidents: readonly Incident[] = []
  let [started, lost] = [0, 0]
  let faultyAt: number | undefined
  const later = new Map<number, Tally[]>()
  for (let second = FROM; second < FROM + SECONDS; second++) {
    const now = endOf(second)
    const starting = Array.from({ length: isolates * rate }, (_, index): Running => {
      const caller = callerOf?.(started + index) ?? 1 + ((started + index) % 10)
      return { ...green, slice: second, caller, route: OTHER_ROUTE, isolate: index % isolates }
    })
    started += starting.length
    const ended = running.filter(({ slice }) => slice === second - duration)
    running = [...running.filter((call) => !ended.includes(call)), ...starting]
    for (let isolate = 0; isolate < isolates; isolate++) {
      if (!vanishes(isolate, second - FROM)) continue
      const own = running.filter((call) => call.isolate === isolate)
      running = running.filter((call) => call.isolate !== isolate)
      const calls = { ...green, waiting: own.length, answering: 0, oldestWaitingMs: 0 }
      const inProgress = { ...calls, starts: startsOf(own, second) }
      const gone = { at: now, dueAt: now + 250 }
      const loss = lostCalls(inProgress, gone, incidents, now + SILENCE * 1_000)
      incidents = loss.incidents
      lost += loss.tallies.reduce((sum, one) => sum + one.lost, 0)
      later.set(second + SILENCE, [...(later.get(second + SILENCE) ?? []), ...loss.tallies])
    }
    const tallies = [
      ...starting.map((call) => ({ ...tally(keyOf(call)), success: 0 })),
      ...ended.map((call) => tally({ ...keyOf(call), started: 0, success: 1 })),
      ...(later.get(second) ?? []),
    ]
    evidence = addCounts(evidence, tallies, now, defaultLimits, reference)
    if (second % 5 > 0 || verdictOn(evidence, second + 1, reference).kind !== 'faulty') continue
    faultyAt ??= second - FROM
  }
  return { faultyAt, lost }
}

function keyOf({ color, release, slice, caller, route }: CohortKey): CohortKey {
  return { color, release, slice, caller, route }
}

describe('a color is faulty', () => {
  it('when its isolates vanish again and again, at the fourth incident', () => {
    const { faultyAt } = outcomeOf({
      isolates: 5,
      rate: 4,
      duration: 10,
      vanishes: (isolate, second) => second % 15 === isolate,
    })

    expect(faultyAt).toBeGreaterThan(90 + SILENCE)
    expect(faultyAt).toBeLessThan(135 + SILENCE)
  })

  it('when they vanish before they know any of the callers that stable serves', () => {
    const inSlice = () => groupsOf(10, { started: 2 })
    const { faultyAt } = outcomeOf({
      isolates: 2,
      rate: 10,
      duration: 10,
      vanishes: (isolate, second) => second % 8 === isolate,
      callerOf: () => 0,
      reference: seen({ from: FROM - 200, slices: 200, inSlice }),
    })

    expect(faultyAt).toBeLessThan(240)
  })
})

describe('a color is not faulty', () => {
  it.each([
    ['', 10],
    [', with long generations', 100],
  ])('after a deploy of the router ends all isolates%s', (_, duration) => {
    const vanishes = (__: number, second: number) => second === 110
    const { faultyAt, lost } = outcomeOf({ isolates: 5, rate: 4, duration, vanishes })

    expect(lost).toBe(20 * duration)
    expect(faultyAt).toBeUndefined()
  })

  it('after a deploy whose new isolates know no caller for some seconds', () => {
    const { faultyAt } = outcomeOf({
      isolates: 5,
      rate: 4,
      duration: 10,
      vanishes: (_, second) => second === 110,
      callerOf: (call) => (call >= 111 * 20 && call < 121 * 20 ? 0 : 1 + (call % 10)),
      reference: seen({
        from: FROM - 200,
        slices: 200,
        inSlice: () => groupsOf(10, { started: 2 }),
      }),
    })

    expect(faultyAt).toBeUndefined()
  })

  it('after a slow deploy and a second one', () => {
    const vanishes = (isolate: number, second: number) =>
      second === 60 + 10 * isolate || second === 150
    const { faultyAt } = outcomeOf({ isolates: 5, rate: 4, duration: 10, vanishes })

    expect(faultyAt).toBeUndefined()
  })

  it('after a deploy while single isolates vanish now and then', () => {
    const vanishes = (isolate: number, second: number) =>
      second === 200 || (second % 20 === 0 && isolate === (second / 20) % 20)
    const { faultyAt } = outcomeOf({ isolates: 20, rate: 1, duration: 10, vanishes })

    expect(faultyAt).toBeUndefined()
  })

  it.each([10, 25])(
    'when one isolate of ten vanishes now and then, with calls of %i s',
    (duration) => {
      const vanishes = (isolate: number, second: number) =>
        second % (3 * duration) === 0 && isolate === (second / duration) % 10
      const { faultyAt, lost } = outcomeOf({ isolates: 10, rate: 2, duration, vanishes })

      expect(lost).toBeGreaterThan(0)
      expect(faultyAt).toBeUndefined()
    }
  )

  it('when the isolates vanish that serve one caller', () => {
    const vanishes = (isolate: number, second: number) => isolate === 0 && second % 15 === 0
    const { faultyAt, lost } = outcomeOf({
      isolates: 10,
      rate: 2,
      duration: 10,
      vanishes,
      callerOf: (call) => 1 + (call % 10),
    })

    expect(lost).toBeGreaterThan(100)
    expect(faultyAt).toBeUndefined()
  })
})
