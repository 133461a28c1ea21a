import { expect, test } from 'vitest'
import { KeptBytes } from '../../src/data-plane/kept-bytes.ts'

const KIB = 1_024
const LATER = 10_000

/** A memory of 100 KiB: bodies on their way get 50 KiB of it. */
const memory = () => new KeptBytes(100 * KIB)

test('refuses what would exceed the bound', () => {
  const kept = memory()
  kept.reserve(50 * KIB, 0, LATER)?.complete()
  kept.reserve(40 * KIB, 0, LATER)?.complete()

  expect(kept.reserve(11 * KIB, 0, LATER)).toBeUndefined()
  expect(kept.reserve(10 * KIB, 0, LATER)).toBeDefined()
})

test('refuses bodies on their way beyond half of the bound', () => {
  const kept = memory()
  const first = kept.reserve(50 * KIB, 0, LATER)

  expect(kept.reserve(KIB, 0, LATER)).toBeUndefined()
  first?.complete()
  expect(kept.reserve(KIB, 0, LATER)).toBeDefined()
})

test('counts an empty body too', () => {
  const kept = memory()
  kept.reserve(0, 0, LATER)

  expect(kept.total).toBe(KIB)
})

test('releases bytes once, complete or not', () => {
  const kept = memory()
  const incomplete = kept.reserve(50 * KIB, 0, LATER)
  incomplete?.release()
  incomplete?.release()
  incomplete?.complete()
  const complete = kept.reserve(50 * KIB, 0, LATER)
  complete?.complete()
  complete?.complete()
  complete?.release()
  complete?.release()

  expect(kept.total).toBe(0)
  expect(kept.reserve(50 * KIB, 0, LATER)).toBeDefined()
})

test('drops expired bytes when it needs room', () => {
  const kept = memory()
  kept.reserve(30 * KIB, 0, LATER)
  const prolonged = kept.reserve(20 * KIB, 0, LATER)
  prolonged?.holdUntil(2 * LATER)

  expect(kept.reserve(30 * KIB, LATER - 1_000, 3 * LATER)).toBeUndefined()
  expect(kept.reserve(30 * KIB, LATER, 3 * LATER)).toBeDefined()
  expect(kept.total).toBe(50 * KIB)
})
