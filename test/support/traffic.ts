import * as fc from 'fast-check'
import type { Part } from './evidence.ts'

/** Uniform numbers from 0 to 1, the same for the same seed (mulberry32). */
export function uniformOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How many of some calls are hit at a rate. */
export function hits(roll: () => number, calls: number, rate: number): number {
  let count = 0
  for (let call = 0; call < calls; call++) if (roll() < rate) count++
  return count
}

/** What a call of an attacker may end as. None of them is a success, and none is answered well by the other color. */
const endings = [
  'fault',
  'early',
  'overload',
  'slow',
  'neutral',
  'lost',
  'progress',
  'pair',
  'slow and neutral',
  'slow and fault',
] as const
type Ending = (typeof endings)[number]

/** A burst of calls of one kind. */
export interface Burst {
  readonly from: number
  readonly slices: number
  readonly caller: number
  readonly route: string
  readonly ending: Ending
  /** Calls a slice, as a multiple of the honest ones. */
  readonly volume: number
  readonly lateness: number
}

/** The group of the attacker's one key that has succeeded before. */
export const ATTACKER = 63

/** Bursts of an attacker with any number of unknown keys, and one known one. */
export function burstsUntil(last: number): fc.Arbitrary<readonly Burst[]> {
  return fc.array(
    fc.record({
      from: fc.nat(last),
      slices: fc.oneof(fc.constant(1), fc.constant(last), fc.nat(last)),
      caller: fc.constantFrom(0, ATTACKER),
      route: fc.constantFrom('other', 'POST /v1/chat', 'POST /v1/attack'),
      ending: fc.constantFrom(...endings),
      volume: fc.oneof(
        fc.constantFrom(0.05, 0.2, 1, 50),
        fc.double({ min: 0, max: 50, noNaN: true })
      ),
      lateness: fc.constantFrom(0, 0, 3),
    }),
    { minLength: 1, maxLength: 6 }
  )
}

/** The calls of an attacker in a slice, where honest callers make so many. */
export function attackIn(bursts: readonly Burst[], slice: number, honest: number): readonly Part[] {
  return bursts
    .filter(({ from, slices }) => slice >= from && slice < from + slices)
    .map(({ caller, route, ending, volume, lateness }) => {
      const started = Math.max(1, Math.round(volume * honest))
      return { caller, route, lateness, started, ...countsOf(ending, started) }
    })
}

function countsOf(ending: Ending, calls: number): Part {
  switch (ending) {
    case 'early':
      return { fault: calls, early: calls }
    case 'pair':
      return { neutral: calls, concordant: calls }
    case 'progress':
      return { success: 0 }
    case 'slow':
      return { success: 0, slow: calls }
    case 'slow and neutral':
      return { slow: calls, neutral: calls }
    case 'slow and fault':
      return { slow: calls, fault: calls }
    case 'fault':
    case 'overload':
    case 'neutral':
    case 'lost':
      return { [ending]: calls }
  }
}
