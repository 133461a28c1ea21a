import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assign,
  bucketOf,
  BUCKETS,
  drawnBucket,
  isSplit,
} from '../../../src/core/routing/assign.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'

const slots = {
  blue: { origin: 'https://blue.test', release: 'v1', staging: 0 },
  green: { origin: 'https://green.test', release: 'v2', staging: 2 },
}

function pointer(overrides: Partial<Pointer> = {}): Pointer {
  return {
    revision: 8,
    slots,
    stable: 'blue',
    candidate: 'green',
    weight: 5,
    salt: 8,
    ...overrides,
  }
}

const keys = Array.from({ length: 10_000 }, (_, index) => `key sk-${index}`)

/** The keys that the candidate of a pointer gets. */
function onGreen(at: Pointer): ReadonlySet<string> {
  return new Set(keys.filter((key) => assign(at, bucketOf(at, key)) === 'green'))
}

const weights = [1, 5, 25, 50, 100]

describe('10,000 keys over the steps of a rollout', () => {
  const byWeight = weights.map((weight) => onGreen(pointer({ weight, revision: 8 + weight })))

  it.each(weights.map((weight, index) => [weight, byWeight[index] ?? new Set()] as const))(
    'are on the candidate at %d % in that share',
    (weight, green) => {
      const deviation = Math.sqrt(keys.length * (weight / 100) * (1 - weight / 100))
      expect(Math.abs(green.size - (keys.length * weight) / 100)).toBeLessThanOrEqual(4 * deviation)
    }
  )

  it('never move back: who is on the candidate at a step is there at all later ones', () => {
    byWeight.slice(1).forEach((later, index) => {
      expect([...(byWeight[index] ?? [])].every((key) => later.has(key))).toBe(true)
    })
  })
})

it('draws the keys anew with another salt', () => {
  const [one, another] = [
    onGreen(pointer({ weight: 50 })),
    onGreen(pointer({ weight: 50, salt: 9 })),
  ]
  // Independent draws share a quarter of all keys.
  const shared = [...one].filter((key) => another.has(key)).length
  expect(shared).toBeGreaterThan(2_300)
  expect(shared).toBeLessThan(2_700)
})

it('draws with the revision where a pointer names no salt', () => {
  const { salt: _, ...byHand } = pointer({ weight: 50, revision: 9 })

  expect(onGreen(byHand)).toEqual(onGreen(pointer({ weight: 50, salt: 9 })))
})

it('draws with every digit of a salt', () => {
  const far = pointer({ weight: 50, salt: 8 + 2 ** 32 })

  expect(onGreen(far)).not.toEqual(onGreen(pointer({ weight: 50 })))
})

it('keeps the share on stable that a bake holds back', () => {
  const all = onGreen(pointer({ weight: 100, holdBack: 2 }))

  expect(keys.length - all.size).toBeGreaterThan(140)
  expect(keys.length - all.size).toBeLessThan(260)
  expect([...onGreen(pointer({ weight: 50, holdBack: 2 }))].every((key) => all.has(key))).toBe(true)
})

it('needs no bucket while one color takes all calls', () => {
  expect(isSplit(pointer({ weight: 0 }))).toBe(false)
  expect(isSplit(pointer({ weight: 100 }))).toBe(false)
  expect(isSplit(pointer({ weight: 0.01 }))).toBe(true)
  expect(isSplit(pointer({ weight: 100, holdBack: 0.01 }))).toBe(true)
  const { candidate: _, ...idle } = pointer({ weight: 0 })
  expect(isSplit(idle)).toBe(false)
  expect(assign(idle, 0)).toBe('blue')
})

it('gives every call without a key a bucket of its own, in the share of the step', () => {
  const at = pointer({ weight: 25 })
  const draws = Array.from({ length: 1_000 }, (_, index) => drawnBucket(index / 1_000))

  expect(draws.filter((bucket) => assign(at, bucket) === 'green')).toHaveLength(250)
  expect(drawnBucket(1 - Number.EPSILON)).toBe(BUCKETS - 1)
})

it('sends each bucket to one color, and never to a color off the pointer', () => {
  const anyWeight = fc.integer({ min: 0, max: BUCKETS }).map((share) => share / 100)
  fc.assert(
    fc.property(anyWeight, fc.nat(BUCKETS - 1), (weight, bucket) => {
      const isGreen = bucket < Math.round(weight * 100)
      expect(assign(pointer({ weight }), bucket)).toBe(isGreen ? 'green' : 'blue')
    })
  )
})
