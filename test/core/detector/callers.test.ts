import { describe, expect, it } from 'vitest'
import { STRANGERS } from '../../../src/core/detector/rows.ts'
import { faultyAt, groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const gateway = { caller: 40, started: 16 }
const others = [1, 2, 3, 4].map((caller) => ({ caller, started: 1 }))
/** Stable before a switch at slice 60, with the same callers. */
const reference = seen({ slices: 60, inSlice: () => [gateway, ...others] })

describe('a noisy caller', () => {
  const noisy = { caller: 7, started: 50, fault: 50 }
  const quiet = [1, 2, 3, 4].map((caller) => ({ caller, started: 5 }))

  it('does not make a color faulty that serves all others well', () => {
    const candidate = seen({ slices: 120, inSlice: () => [noisy, ...quiet] })

    const verdict = verdictOn(candidate, 120)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: false })
  })

  it('makes a color faulty when it is the only caller, without evidence on stable', () => {
    expect(verdictOn(seen({ slices: 1, inSlice: () => [noisy] }), 1).kind).toBe('faulty')
  })

  it('makes a color faulty when other callers fail too', () => {
    const failing = quiet.map((other) => ({ ...other, fault: 2 }))

    expect(verdictOn(seen({ slices: 1, inSlice: () => [noisy, ...failing] }), 1).kind).toBe(
      'faulty'
    )
  })

  it('is the outlier by a burst, although a large caller has more bad calls', () => {
    const large = (slice: number): Part => ({ caller: 1, started: 200, fault: slice % 2 })
    const rest = groupsOf(6, { started: 20 }).slice(1)
    const burst = { caller: 9, started: 20, fault: 20 }

    const at = faultyAt({
      slices: 120,
      inSlice: (slice) => [large(slice), ...rest, ...(slice === 60 ? [burst] : [])],
    })

    expect(at).toBeUndefined()
  })

  it('does not hide overload on half of the calls of all others', () => {
    const busy = groupsOf(6, { started: 4, overload: 2 })

    const verdict = verdictOn(seen({ slices: 10, inSlice: () => [noisy, ...busy] }), 10)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'overload' })
  })

  it('does not hide slow answers to all others', () => {
    const slow = groupsOf(6, { started: 4, slow: 4 })

    const verdict = verdictOn(seen({ slices: 10, inSlice: () => [noisy, ...slow] }), 10)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'slow' })
  })

  it('is allowed its own rate on stable, beside another noisy caller', () => {
    const second = { caller: 8, started: 10, fault: 10 }
    const both = () => [noisy, second, ...quiet]
    const stable = seen({ slices: 60, inSlice: both })

    const at = faultyAt({ from: 60, slices: 60, inSlice: both, reference: stable })

    expect(at).toBeUndefined()
  })

  it('does not make a color faulty by failures on a route of its own', () => {
    const own = { caller: 7, started: 5, fault: 5, route: 'POST /v1/own' }
    const stable = seen({ slices: 60, inSlice: () => quiet })

    const at = faultyAt({ from: 60, slices: 60, inSlice: () => [own, ...quiet], reference: stable })

    expect(at).toBeUndefined()
  })
})

describe('strangers', () => {
  const quiet = groupsOf(5, { started: 5 })
  const strangers = { caller: STRANGERS, started: 50, fault: 50 }

  it('do not make a color faulty when all their calls fail', () => {
    expect(faultyAt({ slices: 60, inSlice: () => [strangers, ...quiet] })).toBeUndefined()
  })

  it('do not hide the failures of known callers by keeping calls waiting', () => {
    const waiting = { caller: STRANGERS, started: 2000, success: 0 }
    const failing = groupsOf(5, { started: 5, fault: 2 })

    const at = faultyAt({ slices: 20, inSlice: () => [waiting, ...failing] })

    expect(at).toBeLessThanOrEqual(2)
  })

  it('make a color faulty when stable served no other callers', () => {
    const stable = seen({ slices: 60, inSlice: () => [{ caller: STRANGERS, started: 20 }] })
    const failing = { caller: STRANGERS, started: 20, fault: 20 }

    const at = faultyAt({ from: 60, slices: 20, inSlice: () => [failing], reference: stable })

    expect(at).toBeLessThanOrEqual(61)
  })
})

describe('one gateway with most of the calls', () => {
  const failing = { ...gateway, fault: 16 }

  it('makes a color faulty by calls that stable answers well', () => {
    const repeated = { ...gateway, fault: 16, discordant: 4 }

    const at = faultyAt({
      from: 60,
      slices: 20,
      inSlice: () => [repeated, ...others],
      reference,
    })

    expect(at).toBeLessThanOrEqual(62)
  })

  it('makes a color faulty without pairs, when stable served it well', () => {
    const at = faultyAt({ from: 60, slices: 20, inSlice: () => [failing, ...others], reference })

    expect(at).toBeLessThanOrEqual(62)
  })

  it('makes a color faulty by hanging, when stable served it well', () => {
    const hanging = { ...gateway, success: 0, slow: 16 }

    const at = faultyAt({ from: 60, slices: 20, inSlice: () => [hanging, ...others], reference })

    expect(at).toBeLessThanOrEqual(63)
  })

  it('makes the live color faulty when that color served it well before', () => {
    const before = seen({ slices: 60, inSlice: () => [gateway, ...others] })

    const at = faultyAt({ from: 60, slices: 20, inSlice: () => [failing, ...others] }, before)

    expect(at).toBeLessThanOrEqual(62)
  })

  it('makes a color faulty by five calls when it is the only caller', () => {
    const rare = (slice: number, fault: number): readonly Part[] =>
      slice % 60 === 0 ? [{ caller: 40, fault }] : []
    const stable = seen({ slices: 1200, inSlice: (slice) => rare(slice, 0) })
    const inSlice = (slice: number) => rare(slice, 1)

    expect(faultyAt({ from: 1200, slices: 300, inSlice, reference: stable })).toBe(1440)
  })

  it('makes a color faulty in time despite three calls of another caller', () => {
    const inSlice = (slice: number): readonly Part[] =>
      slice < 63 ? [failing, { caller: 9 }] : [failing]
    const alone = seen({ slices: 60, inSlice: () => [gateway] })

    const at = faultyAt({ from: 60, slices: 20, inSlice, reference: alone })

    expect(at).toBeLessThanOrEqual(62)
  })

  it('does not make a color faulty while half of its calls succeed', () => {
    const noisy = { ...gateway, started: 32, fault: 16 }

    const at = faultyAt({ from: 60, slices: 60, inSlice: () => [noisy, ...others], reference })

    expect(at).toBeUndefined()
  })
})

describe('a caller with few calls', () => {
  it('does not make a color faulty by failing when most calls of others are good', () => {
    const small = { caller: 9, started: 1 }
    const stable = seen({ slices: 60, inSlice: () => [gateway, ...others, small] })
    const failing = { ...small, fault: 1 }

    const at = faultyAt({
      from: 60,
      slices: 60,
      inSlice: () => [gateway, ...others, failing],
      reference: stable,
    })

    expect(at).toBeUndefined()
  })
})
